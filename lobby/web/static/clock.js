// The office's time, by the server's clock: [data-clock] shows the time now, [data-clock="date"] the date, and
// <time datetime="…Z" data-when="time|weekday|date"> an instant. The zone is that of [data-time-zone] around it.

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const FORMS = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { weekday: "long", day: "numeric", month: "long" },
  weekday: { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
}
/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const IN_DIGITS = {
  time: FORMS.time,
  date: { day: "2-digit", month: "2-digit" },
  weekday: { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" },
}
/** @type {Record<string, string>} */
const EUROPEAN = { en: "en-GB" }
let ahead = 0 // of this machine's clock, in ms

/** @param {Element} element @param {string} form @param {Date} instant */
function say(element, form, instant) {
  const language = element.closest("[lang]")?.getAttribute("lang") ?? "de"
  const timeZone = element.closest("[data-time-zone]")?.getAttribute("data-time-zone") ?? undefined
  const known = Intl.DateTimeFormat.supportedLocalesOf([EUROPEAN[language] ?? language])
  const wanted = known.length ? FORMS : IN_DIGITS // rather figures than words of another language
  const said = instant.toLocaleString(known[0] ?? "de", { ...(wanted[form] ?? FORMS.time), timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" })
  if (!known.length) element.setAttribute("dir", "ltr")
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
