// [data-until="INSTANT"] is hidden from then on; a button with [data-from="INSTANT"] can be pressed from then on.
import { now } from "./since.js"

function tick() {
  for (const element of document.querySelectorAll("[data-until]")) {
    if (element instanceof HTMLElement) element.hidden = now() > Date.parse(element.dataset.until ?? "")
  }
  for (const button of document.querySelectorAll("[data-from]")) {
    if (button instanceof HTMLButtonElement) button.disabled = now() < Date.parse(button.dataset.from ?? "")
  }
}

document.addEventListener("lobby:board", tick)
setInterval(tick, 500)
tick()
