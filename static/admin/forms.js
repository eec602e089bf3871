// What is said of empty fields stands only beside empty fields; a list of faults takes the focus.
// Its links, as all that lead to a field, are followed by finding.js.
(function () {
  'use strict'

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
    if (faults && !window.location.hash) faults.focus()
    const form = document.querySelector('#content-main form[method=post]')
    if (!form) return
    form.addEventListener('input', function () { showChoices(form) })
    form.addEventListener('change', function () { showChoices(form) })
    // Select2 tells of a choice by jQuery alone.
    if (window.django && window.django.jQuery) {
      window.django.jQuery(form).on('change', function () { showChoices(form) })
    }
  })
})()
