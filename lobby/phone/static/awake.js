// [data-awake]: a switch that keeps the screen on while somebody waits, and lets the phone sound when she is called. A browser
// allows a sound only after a touch, and keeping awake only over TLS: where it cannot, the switch is about the sound alone.
import { chime } from "/static/chime.js"

const box = document.querySelector("[data-awake]")
const button = box?.querySelector("button")
const canWake = "wakeLock" in navigator
let isOn = false
/** @type {WakeLockSentinel | null} */
let lock = null

if (box instanceof HTMLElement && button) {
  box.dataset.can = canWake ? "awake" : "sound"
  box.hidden = false
  button.addEventListener("click", () => {
    isOn = !isOn
    button.setAttribute("aria-pressed", String(isOn))
    document.documentElement.dataset.ring = isOn ? "on" : "off"
    if (isOn) chime().catch(() => {})
    hold().catch(() => {})
  })
}

// A page in the background loses its lock: it is taken again when somebody looks.
document.addEventListener("visibilitychange", () => hold().catch(() => {}))

async function hold() {
  if (!isOn) {
    await lock?.release()
    lock = null
  } else if (canWake && document.visibilityState === "visible" && (lock === null || lock.released)) {
    lock = await navigator.wakeLock.request("screen")
  }
}
