// [data-dialog="WHAT"] opens dialog[data-form="WHAT"], about the ticket that the opener names. Without scripts it is a link.

document.addEventListener("click", event => {
  if (!(event.target instanceof Element)) return
  const opener = event.target.closest("[data-dialog]")
  if (opener instanceof HTMLElement) {
    event.preventDefault()
    open(opener)
  } else if (event.target.closest("[data-close-dialog]")) {
    event.preventDefault()
    event.target.closest("dialog")?.close()
  }
})

/** @param {HTMLElement} opener */
function open(opener) {
  const dialog = document.querySelector(`dialog[data-form="${opener.dataset.dialog}"]`)
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return
  const form = dialog.querySelector("form")
  form?.reset()
  if (form && opener.dataset.ticket) form.action = (form.dataset.action ?? "").replace("TICKET", opener.dataset.ticket)
  const number = dialog.querySelector("[data-number]")
  if (number) number.textContent = opener.dataset.number ?? ""
  const refused = dialog.querySelector("[data-dialog-refused]")
  if (refused instanceof HTMLElement) refused.hidden = true
  dialog.showModal()
}

// One that came open with the page becomes a real one.
for (const dialog of document.querySelectorAll("dialog[open]")) {
  if (!(dialog instanceof HTMLDialogElement)) continue
  dialog.close()
  dialog.showModal()
}
