// Forms with data-send go to the server without leaving the page; so do the search, and the links to tickets.
import { ask, isBusy } from "./ask.js"
import { close } from "./found.js"

document.addEventListener("submit", event => {
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  if (form.dataset.send !== undefined) event.preventDefault(), send(form, event.submitter)
  if (form.dataset.find !== undefined) event.preventDefault(), find(form)
})

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function send(form, button) {
  const filled = /** @type {Iterable<[string, string]>} */ (new FormData(form, button))
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? ""
  if (!(await ask(url, new URLSearchParams([...filled])))) return
  if (form.id === "draw") form.reset()
  const over = form.closest("[popover]")
  if (over instanceof HTMLElement) over.hidePopover()
}

/** @param {HTMLFormElement} form */
async function find(form) {
  const filled = /** @type {Iterable<[string, string]>} */ (new FormData(form))
  if (await ask(`/frontdesk?${new URLSearchParams([...filled])}`)) form.reset()
}

document.addEventListener("click", event => {
  const link = event.target instanceof Element ? event.target.closest("a") : null
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (link.dataset.ticketLink !== undefined) event.preventDefault(), ask(link.href)
  if (link.dataset.closeTicket !== undefined) {
    event.preventDefault()
    if (isBusy()) return
    close()
    const first = document.querySelector("button.draw")
    if (first instanceof HTMLElement) first.focus()
  }
})
