// The office's time, by the server's clock: [data-clock] shows the time now, [data-clock="date"] the date, and
// <time datetime="…Z" data-when="time|weekday|date"> an instant. The zone is that of [data-time-zone] around it.

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const FORMS = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { weekday: "long", day: "numeric", month: "long" },
  weekday: { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
}
/** @type {Record<string, string>} */
const EUROPEAN = { en: "en-GB" }
let ahead = 0 // of this machine's clock, in ms

/** @param {Element} element @param {string} form @param {Date} instant */
function say(element, form, instant) {
  const language = element.closest("[lang]")?.getAttribute("lang") ?? "de"
  const timeZone = element.closest("[data-time-zone]")?.getAttribute("data-time-zone") ?? undefined
  const locale = Intl.DateTimeFormat.supportedLocalesOf([EUROPEAN[language] ?? language, "de"])
  const said = instant.toLocaleString(locale, { ...(FORMS[form] ?? FORMS.time), timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" })
  if (element.textContent !== said) element.textContent = said
}

function tick() {
  const now = new Date(Date.now() + ahead)
  for (const element of document.querySelectorAll("[data-clock]")) say(element, element.getAttribute("data-clock") || "time", now)
  for (const element of document.querySelectorAll("time[data-when]")) {
    say(element, element.getAttribute("data-when") ?? "", new Date(element.getAttribute("datetime") ?? ""))
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
