// <button data-alarm>: chimes when a board brings an alert that was not there before. Whether it shall is kept in this browser.
import { audio, chime } from "/static/chime.js"

const KEPT = "lobby-alarm"
const button = document.querySelector("[data-alarm]")
const locked = document.querySelector("[data-alarm-locked]")
/** @type {Set<string> | null} */
let known = null

const isOn = () => localStorage.getItem(KEPT) === "on"

function show() {
  button?.removeAttribute("hidden")
  button?.setAttribute("aria-pressed", String(isOn()))
  locked?.toggleAttribute("hidden", !isOn() || audio.state === "running")
}

/** @param {{alerts: {rule: string, about: string, since: string}[]}} board */
function look(board) {
  const now = new Set(board.alerts.map(each => [each.rule, each.about, each.since].join()))
  const isNew = known !== null && [...now].some(each => !known?.has(each))
  known = now
  if (isNew && isOn()) chime()
  if (isNew) document.documentElement.dataset.alarms = String(Number(document.documentElement.dataset.alarms ?? 0) + 1)
}

button?.addEventListener("click", () => {
  localStorage.setItem(KEPT, isOn() ? "off" : "on")
  show()
  if (isOn()) audio.resume().then(() => chime(), () => {})
})
document.addEventListener("lobby:board", event => look(/** @type {CustomEvent} */ (event).detail))
audio.addEventListener("statechange", show)
show()
