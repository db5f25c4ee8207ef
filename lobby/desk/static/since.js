// [data-since="INSTANT"] counts the minutes and seconds since then, and data-spent seconds before, by the server's clock.

let ahead = 0 // of this machine's clock, in ms

/** The server's present, in ms. */
export function now() {
  return Date.now() + ahead
}

/** @param {number} ms @returns {string} "4:05" or "1:04:05" */
export function told(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const two = (/** @type {number} */ n) => String(n % 60).padStart(2, "0")
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

function tick() {
  for (const element of document.querySelectorAll("[data-since]")) {
    const before = Number(element.getAttribute("data-spent")) * 1000
    const said = told(now() - Date.parse(element.getAttribute("data-since") ?? "") + before)
    if (element.textContent !== said) element.textContent = said
  }
}

/** @param {string | null | undefined} instant the server's present */
function set(instant) {
  if (instant) ahead = Date.parse(instant) - Date.now()
  tick()
}

document.addEventListener("lobby:board", event => set(/** @type {CustomEvent<{as_of: string}>} */ (event).detail.as_of))
set(document.querySelector("[data-now]")?.getAttribute("data-now"))
setInterval(tick, 1000)
