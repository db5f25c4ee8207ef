// [data-until="INSTANT"] is hidden from then on; a button with [data-from="INSTANT"] can be pressed from then on;
// its [data-left] counts down.
import { now, told } from "./since.js"

function tick() {
  for (const element of document.querySelectorAll("[data-until]")) {
    if (element instanceof HTMLElement) element.hidden = now() > Date.parse(element.dataset.until ?? "")
  }
  for (const button of document.querySelectorAll("[data-from]")) {
    if (!(button instanceof HTMLButtonElement)) continue
    const ms = Date.parse(button.dataset.from ?? "") - now()
    button.disabled = ms > 0
    const left = button.querySelector("[data-left]")
    if (left) left.textContent = ms > 0 ? told(Math.ceil(ms / 1000) * 1000) : ""
  }
}

document.addEventListener("lobby:board", tick)
setInterval(tick, 500)
tick()
