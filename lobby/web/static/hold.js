// <form data-hold>: a second press while the first one is on its way does nothing. `data-hold="500"`: for so many ms.

const HOLD_MS = 4000

document.addEventListener("submit", event => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.dataset.hold === undefined) return
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  form.setAttribute("aria-busy", "true")
  setTimeout(() => form.removeAttribute("aria-busy"), Number(form.dataset.hold) || HOLD_MS)
}, { capture: true })

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-hold][aria-busy]")) form.removeAttribute("aria-busy")
})
