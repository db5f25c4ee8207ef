// [data-withdraw] asks in a dialog of this page; without scripts it leads to a page that asks.

const dialog = document.querySelector("[data-withdraw-dialog]")

document.addEventListener("click", event => {
  if (!(dialog instanceof HTMLDialogElement) || !(event.target instanceof Element)) return
  const isAsked = event.target.closest("[data-withdraw]")
  const isKept = event.target === dialog || (dialog.open && event.target.closest("[data-keep]"))
  if (!isAsked && !isKept) return
  event.preventDefault()
  if (isAsked) dialog.showModal()
  else dialog.close()
})

// Called in the meantime: that is seen first.
document.addEventListener("lobby:board", event => {
  const { state } = /** @type {CustomEvent<{state: string}>} */ (event).detail
  if (state !== "waiting" && dialog instanceof HTMLDialogElement) dialog.close()
})
