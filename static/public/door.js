// Says in words when a passkey was not used: the browser itself says nothing on the page.
document.addEventListener('allauth.error', function (event) {
  const fault = document.getElementById('passkey-fault')
  if (fault) {
    fault.hidden = false
    event.preventDefault()
  }
})
