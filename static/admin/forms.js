// A field that an address or a list of faults leads to is shown and focused, and what is said of
// empty fields stands only beside empty fields. Without this script all of it can be used too.
(function () {
  'use strict'

  function reveal (id) {
    const target = id && document.getElementById(id)
    if (!target) return
    for (let part = target.parentElement; part; part = part.parentElement) {
      if (part.tagName === 'DETAILS') part.open = true
    }
    const list = target.nextElementSibling // of Select2, which stands in place of a select
    const shown = list && list.classList.contains('select2') ? list.querySelector('.select2-selection') : target
    if (!shown.matches('a, button, input, select, textarea, summary, [tabindex]')) shown.tabIndex = -1
    shown.focus({ preventScroll: true })
    shown.scrollIntoView({ block: 'center' })
  }

  function named () {
    return decodeURIComponent(window.location.hash.slice(1))
  }

  function isFilled (form, name) {
    const parts = document.getElementById(name + '-group')
    if (parts) return parts.querySelector('.has_original') !== null
    const field = form.elements[name]
    if (!field) return null
    return field.multiple ? field.selectedOptions.length > 0 : !['', 'not_stated'].includes(field.value)
  }

  function showChoices (form) {
    form.querySelectorAll('.absence.beside').forEach(function (row) {
      const filled = isFilled(form, row.dataset.of)
      if (filled !== null) row.hidden = filled && row.querySelector('select').value === ''
    })
  }

  window.addEventListener('load', function () {
    const faults = document.getElementById('faults')
    if (named()) reveal(named())
    else if (faults) faults.focus()
    const form = document.querySelector('#content-main form[method=post]')
    if (!form) return
    form.addEventListener('input', function () { showChoices(form) })
    form.addEventListener('change', function () { showChoices(form) })
    // Select2 tells of a choice by jQuery alone.
    if (window.django && window.django.jQuery) {
      window.django.jQuery(form).on('change', function () { showChoices(form) })
    }
  })
  window.addEventListener('hashchange', function () { reveal(named()) })
  document.addEventListener('click', function (event) {
    const link = event.target.closest('a[href^="#"]')
    if (link && link.closest('.faults')) {
      event.preventDefault()
      reveal(link.getAttribute('href').slice(1))
    }
  })
})()
