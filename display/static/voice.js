// One voice in a browser: of the windows that show one display a single one speaks, and displays side by side take turns. The
// browser's locks decide; it has them over HTTPS and on this very machine. Without them each window speaks.
import { audio } from "/static/chime.js"

const LONGEST_MS = 30000 // no announcement takes longer: whoever keeps the floor until then hangs

/**
 * Calls back when it is this window that speaks for a display: its sound is unlocked, and no other window does.
 * @param {string} display
 * @param {() => void} begin
 */
export function speaker(display, begin) {
  if (audio.state !== "running") return audio.addEventListener("statechange", () => speaker(display, begin), { once: true })
  if (!("locks" in navigator)) return begin()
  navigator.locks.request(`lobby.speaker.${display}`, () => {
    begin()
    return new Promise(() => {}) // held until the window closes
  })
}

/** Resolves when no other window of this browser speaks. @returns {Promise<() => void>} to be called when all is said */
export function floor() {
  return new Promise(take => {
    if (!("locks" in navigator)) return take(() => {})
    const signal = AbortSignal.timeout(LONGEST_MS)
    navigator.locks.request("lobby.floor", { signal }, () => new Promise(done => take(() => done(null)))).catch(() => take(() => {}))
  })
}
