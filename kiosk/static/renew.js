// Loading anew, where nobody is disturbed: at night, and when the server has another build than this page. The service worker
// that stands in for a lost server is registered here.

const NIGHT_HOUR = 3
const QUIET_MS = 5 * 60 * 1000
const LOOK_MS = 20_000
const DONE = "lobby:renewed" // in sessionStorage: the night in which this was done last

const root = document.documentElement
const minute = Math.floor(Math.random() * 60) // not all kiosks at once
let touchedAt = Date.now()

navigator.serviceWorker?.register(`/kiosk/worker.js?build=${root.dataset.build}`, { scope: "/kiosk" }).catch(() => {})

for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => (touchedAt = Date.now()), { capture: true })

document.addEventListener("kiosk:page", () => {
  const { build, newest } = root.dataset
  if (isStart() && newest && newest !== build) location.reload()
})

setInterval(async () => {
  const now = officeTime()
  if (now.hour !== NIGHT_HOUR || now.minute < minute || sessionStorage.getItem(DONE) === now.day) return
  if (!isQuiet() || !(await isThere()) || !isQuiet()) return
  sessionStorage.setItem(DONE, now.day)
  location.reload()
}, LOOK_MS)

function isQuiet() {
  return isStart() && Date.now() - touchedAt > QUIET_MS
}

/** Whether the server answers: else what is shown now is better than anything new. */
async function isThere() {
  const answer = await fetch("/readyz", { cache: "no-store" }).catch(() => null)
  return answer?.ok ?? false
}

function isStart() {
  return document.body.dataset.page === "start"
}

function officeTime() {
  const timeZone = document.querySelector("main")?.dataset.timeZone
  const told = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" }).formatToParts()
  const part = (/** @type {string} */ name) => told.find(each => each.type === name)?.value ?? ""
  return { day: `${part("year")}-${part("month")}-${part("day")}`, hour: Number(part("hour")), minute: Number(part("minute")) }
}
