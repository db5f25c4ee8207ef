// The kiosk by ear: <html data-speech="on">. Each page is read, then its first choice with its place among the others; arrow
// keys go to the next one and interrupt. Languages are offered one after the other, each by its own voice. What changes while
// a page is shown is read too: paper, the call, a lost server.
import { choices, first } from "./arrows.js"
import { clip, hasVoice, hush, pin, play, reset, turn } from "./clips.js"
import { languageOf, sentences } from "./spoken.js"

/** @typedef {import("./spoken.js").Sentence} Sentence */

const ROUNDS = 2
const BETWEEN_MS = 600
const TYPING_MS = 250
const LEFT_MS = 60000 // the first page waits for ever, its voice does not
const root = document.documentElement
const LIVE = "main [role='status'], main [role='alert']:not([data-lost]), main .your-turn"

let mine = 0 // what is being said; what began before is over
/** @type {Sentence[]} */
let lines = []
let known = new Set() // sentences of changing parts that were read
let isLost = false
let isQuiet = false // a focus that we move ourselves is not read twice
let typing = 0
let page = document.body.dataset.page
root.dataset.speech = "off"

const isOn = () => root.dataset.speech === "on"
const pause = (/** @type {number} */ ms) => new Promise(done => setTimeout(done, ms))

/** Say these, instead of what is being said. @param {Sentence[]} list @returns {Promise<boolean>} whether it was heard to its end */
async function say(list) {
  const turn = ++mine
  hush()
  lines = isMute() ? [] : [...list]
  root.dataset.speaking = ""
  for (let at = 0; at < lines.length; at++) {
    const sound = await clip(lines[at])
    if (turn !== mine) return false
    if (lines[at + 1]) clip(lines[at + 1])
    if (sound) await play(sound)
    if (turn !== mine) return false
  }
  delete root.dataset.speaking
  if (page === "start") setTimeout(() => turn === mine && isOn() && end(), LEFT_MS)
  return true
}

function silence() {
  mine++
  hush()
  delete root.dataset.speaking
}

function begin() {
  if (!document.body.dataset.voices) return
  root.dataset.speech = "on"
  read()
}

function end() {
  clearTimeout(typing)
  root.dataset.speech = "off"
  reset()
  silence()
  status("")
}

/** In a page whose language has no voice, its German terms alone would make no sense. */
function isMute() {
  const { language = "" } = document.querySelector("main")?.dataset ?? {}
  return !hasVoice(language) && !document.querySelector("dialog[data-no-voice][open]")
}

/** Read what is shown now from its beginning. */
function read() {
  const main = document.querySelector("main")
  if (!main) return
  const lost = lostNotice()
  const offer = noVoice(main)
  if (lost && isLost) return say(sentences(lost))
  if (offer && !offer.open && offer.dataset.declined === undefined) offer.showModal()
  const dialog = document.querySelector("dialog[open]")
  const list = sentences(dialog ?? main)
  known = new Set(live().map(each => each.text))
  if (!dialog && document.querySelector("ul.languages")) return offerLanguages()
  say([...list, ...chosen(focus(first()))])
  keepLost()
}

/** One language after the other, each in its own voice, until a key is struck. */
async function offerLanguages() {
  for (let round = 0; round < ROUNDS; round++) {
    for (const choice of choices().filter(each => each.closest("ul.languages"))) {
      if (!(await say(chosen(focus(choice))))) return
      const turn = mine
      keepLost()
      await pause(BETWEEN_MS)
      if (turn !== mine || !isOn()) return
    }
  }
  end()
}

/** What is heard of a choice: itself, and its place among the others. @param {HTMLElement | undefined} choice */
function chosen(choice) {
  if (!choice) return []
  const place = { language: languageOf(choice), text: placeOf(choice) }
  status(place.text)
  return [...sentences(choice), ...(place.text ? [place] : [])]
}

/** @param {HTMLElement} choice */
function placeOf(choice) {
  const all = choices()
  const pattern = choice.closest("[data-position]")?.getAttribute("data-position") ?? ""
  return pattern.replace("{position}", String(all.indexOf(choice) + 1)).replace("{count}", String(all.length))
}

/** @param {HTMLElement | undefined} choice */
function focus(choice) {
  isQuiet = true
  choice?.focus()
  choice?.scrollIntoView({ block: "nearest" })
  isQuiet = false
  return choice
}

/** What is said is shown too. @param {string} text */
function status(text) {
  const shown = document.querySelector("[data-speech-status]")
  if (shown) shown.textContent = text
}

/** Where the page's language has no voice: the offer of another. @param {HTMLElement} main @returns {HTMLDialogElement | null} */
function noVoice(main) {
  return hasVoice(main.dataset.language ?? "") ? null : document.querySelector("dialog[data-no-voice]")
}

function live() {
  return [...document.querySelectorAll(LIVE)].flatMap(part => sentences(part))
}

function lostNotice() {
  return document.querySelector("[data-lost]")
}

/** Without a server nobody makes a clip of its loss: have it before. */
function keepLost() {
  const lost = lostNotice()
  if (lost) pin(sentences(lost, true))
}

/** What the page says anew is read: at once where the visitor must know, else after what is being said. */
function changed() {
  if (!isOn()) return
  const wasLost = isLost
  isLost = root.dataset.link === "lost" || root.dataset.trip === "stuck"
  if (isLost !== wasLost) return read()
  const fresh = isLost ? [] : live().filter(each => !known.has(each.text))
  for (const each of fresh) known.add(each.text)
  if (!fresh.length) return
  if (root.dataset.speaking === undefined) say(fresh)
  else lines.push(...fresh)
}

function typed() {
  clearTimeout(typing)
  const text = document.querySelector("[data-typed]")?.getAttribute("data-typed")
  const language = document.querySelector("main")?.dataset.language ?? ""
  if (!isOn() || !text) return
  typing = setTimeout(() => {
    status(text)
    say([{ language, text }])
  }, TYPING_MS)
}

/** @type {Record<string, () => void>} */
const KEYS = {
  speech: begin,
  repeat: () => isOn() && read(),
  louder: () => isOn() && turn(+1),
  softer: () => isOn() && turn(-1),
}
document.addEventListener("kiosk:key", event => KEYS[/** @type {CustomEvent<string>} */ (event).detail]?.())
document.addEventListener("click", event => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest("[data-ear]")) isOn() ? end() : begin()
  if (target?.closest("[data-no-voice] [data-decline]")) target.closest("dialog")?.close()
})
document.addEventListener("focusin", event => {
  const choice = choices().find(each => each === event.target)
  if (isOn() && !isQuiet && choice) say(chosen(choice))
})
document.addEventListener("close", event => {
  const dialog = /** @type {HTMLElement} */ (event.target)
  if (isOn() && dialog.matches("[data-no-voice]")) dialog.dataset.declined = ""
}, { capture: true })
document.addEventListener("kiosk:typed", typed)
document.addEventListener("kiosk:found", () => {
  known.clear() // as many found as before is an answer too
  changed()
})
document.addEventListener("input", typed)

// A visitor who is done takes her voice along; going back for another language keeps it.
document.addEventListener("kiosk:over", () => isOn() && end())
document.addEventListener("kiosk:page", () => {
  clearTimeout(typing)
  const before = page
  page = document.body.dataset.page
  if (page === "start") reset()
  if (page === "start" && before === "ticket") return end()
  if (!isOn()) return
  silence()
  setTimeout(() => isOn() && read()) // after the heading has got the focus
})

const seen = new MutationObserver(changes => {
  const opened = changes.find(change => change.attributeName === "open" && change.target instanceof HTMLDialogElement && change.target.open)
  if (!opened) return changed()
  if (isOn() && !(/** @type {HTMLElement} */ (opened.target).matches("[data-no-voice]"))) read()
})
const attributeFilter = ["data-link", "data-trip", "data-slip", "data-state", "data-late", "data-elsewhere", "open"]
seen.observe(root, { attributes: true, subtree: true, attributeFilter })
