// Time-outs. A page nobody touches asks "Are you still there?" and then goes back to the first one; a ticket's page goes
// back by itself, [data-returning] seconds after it came: the event `kiosk:over` on the document. Both count down in a
// [data-ring]; [data-stay] or any key gives more time.
// The first page asks nobody: it only goes back to how it looks to everybody, if somebody chose another look (<html data-modes>).
import { home } from "./go.js"

const IDLE_S = 60
const WARNING_S = 20
const TICK_MS = 1000

/** @typedef {"off" | "idle" | "warning" | "returning"} Phase */

/** @type {Phase} */
let phase = "off"
let until = 0 // by the browser's clock, in ms

/** @param {Phase} to @param {number} seconds */
function enter(to, seconds) {
  phase = to
  until = Date.now() + seconds * 1000
  document.body.dataset.phase = to
  for (const ring of document.querySelectorAll("[data-ring]")) if (ring instanceof HTMLElement) ring.dataset.ring = String(seconds)
  draw()
}

/** A page that goes back by itself stays at least this long from now on. @param {number} seconds */
export function extend(seconds) {
  if (phase === "returning" && left() < seconds) enter("returning", seconds)
}

function begin() {
  const returning = document.querySelector("[data-returning]")
  if (returning) enter("returning", Number(returning.getAttribute("data-returning")))
  else if (dialog() || document.documentElement.dataset.modes) enter("idle", IDLE_S)
  else enter("off", 0)
}

function tick() {
  if (phase === "off") return
  if (document.documentElement.dataset.speaking !== undefined) until += TICK_MS // who listens needs the time
  draw()
  if (left() > 0) return
  if (phase === "idle") warn()
  else {
    document.dispatchEvent(new Event("kiosk:over"))
    leave()
  }
}

function warn() {
  dialog()?.showModal()
  enter("warning", WARNING_S)
}

function stay() {
  dialog()?.close()
  enter("idle", IDLE_S)
}

function leave() {
  enter("off", 0)
  document.dispatchEvent(new Event("kiosk:leave"))
  home()
}

/** Whole seconds, rounded to the nearest: the first tick already counts. */
function left() {
  return Math.max(0, Math.round((until - Date.now()) / 1000))
}

function draw() {
  for (const ring of document.querySelectorAll("[data-ring]")) {
    const seconds = ring.querySelector("[data-seconds]")
    const rest = ring.querySelector(".rest")
    if (seconds) seconds.textContent = String(left())
    if (rest instanceof SVGElement) rest.style.strokeDashoffset = String(100 - (100 * left()) / Number(ring.getAttribute("data-ring")))
  }
}

function dialog() {
  const found = document.querySelector("[data-still-there]")
  return found instanceof HTMLDialogElement ? found : null
}

for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, () => (phase === "idle" || (phase === "warning" && !dialog())) && enter("idle", IDLE_S), { capture: true })
}

// Whoever presses a key while time runs out is still there. A key that presses the button in focus means that button.
document.addEventListener("keydown", event => {
  if (phase !== "warning" && phase !== "returning") return
  if ((event.key === "Enter" || event.key === " ") && document.activeElement?.matches("a, button")) return
  if (phase === "warning") event.preventDefault()
  stay()
}, { capture: true })
document.addEventListener("click", event => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest("[data-home]")) leave()
  else if (target?.closest("[data-stay]") || target === dialog()) stay()
})
document.addEventListener("cancel", event => {
  if (event.target !== dialog()) return
  event.preventDefault()
  stay()
}, { capture: true })
document.addEventListener("kiosk:modes", () => (phase === "off" ? begin() : phase === "returning" && stay()))
document.addEventListener("kiosk:page", begin)
setInterval(tick, TICK_MS)
begin()
