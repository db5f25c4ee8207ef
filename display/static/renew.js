// Loads the page anew between calls: where the server is of another build, and once a night.
import { isBusy } from "./display.js"

const NIGHT_MIN = 180 + Math.floor(Math.random() * 30) // after three o'clock, not all displays at once
const REST_MS = 2000 // after the last call
const KEPT = "lobby.renewed"

const root = document.documentElement
const { timeZone } = document.body.dataset
/** @type {string | null} */
let loadedOn = null
let isDue = false

/** @param {string} instant @returns {{date: string, minutes: number}} on the office's clock */
function local(instant) {
  const form = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" })
  const parts = Object.fromEntries(form.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  return { date: `${parts.year}-${parts.month}-${parts.day}`, minutes: Number(parts.hour) * 60 + Number(parts.minute) }
}

/** Whether this build was tried already: a page that cannot be had otherwise is not asked for without end. @param {string} build */
function isTried(build) {
  try {
    if (sessionStorage.getItem(KEPT) === build) return true
    sessionStorage.setItem(KEPT, build)
    return false
  } catch {
    return true
  }
}

document.addEventListener("lobby:server", event => {
  const { build, as_of: asOf } = /** @type {CustomEvent<{build: string, as_of: string}>} */ (event).detail
  const now = local(asOf)
  loadedOn ??= now.date
  if (build !== root.dataset.build && !isTried(build)) isDue = true
  if (now.date !== loadedOn && now.minutes >= NIGHT_MIN) isDue = true
  rest()
})
document.addEventListener("lobby:idle", rest)

function rest() {
  if (isDue) setTimeout(() => root.dataset.link === "live" && !isBusy() && location.reload(), REST_MS)
}
