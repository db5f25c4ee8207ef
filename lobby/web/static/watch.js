// <div data-watch="TOPIC" data-language="CODE"><div data-board>…</div></div>: keeps [data-board] as the server says it is.
// After each board: the event `lobby:board` on the element, `detail` is the board. A refusal: `lobby:refused`, `detail` is {code}.
import { Idiomorph } from "./vendor/idiomorph.esm.js"
import { heard, live, lost, socket } from "./link.js"

/** @typedef {{topic: string, day: string, revision: number, as_of: string, html?: string}} Board */
/** @typedef {{element: HTMLElement, topic: string, shown: Board | null}} Watcher */

const ANSWER_MS = 4000
const REFUSED_MS = 10000
const BUSY_MS = 1500 // a server that could not look: soon it can

/** @type {Set<Watcher>} */
const watchers = new Set()

/**
 * Watch the topic that the element names.
 * @param {HTMLElement} element
 * @returns {() => void} ends the watching
 */
export function watch(element) {
  /** @type {Watcher} */
  const watcher = { element, topic: element.dataset.watch ?? "", shown: null }
  watchers.add(watcher)
  if (socket.connected) ask(watcher)
  return () => {
    watchers.delete(watcher)
    if (![...watchers].some(other => other.topic === watcher.topic)) socket.emit("unwatch", watcher.topic)
  }
}

/** @param {Watcher} watcher */
function ask(watcher) {
  const { language } = watcher.element.dataset
  const told = { language, page: document.body.dataset.page, version: document.documentElement.dataset.build }
  socket.timeout(ANSWER_MS).emit("watch", watcher.topic, told, (/** @type {Error | null} */ silence, /** @type {any} */ answer) => {
    if (silence || !answer) return later(watcher, 0)
    if (answer.error) return refuse(watcher, answer.error)
    show(watcher, answer)
  })
}

/** @param {Watcher} watcher @param {number} ms */
function later(watcher, ms) {
  setTimeout(() => watchers.has(watcher) && socket.connected && ask(watcher), ms)
}

/** @param {Watcher} watcher @param {{code: string}} error */
function refuse(watcher, error) {
  lost()
  later(watcher, ["busy", "internal"].includes(error.code) ? BUSY_MS * (0.5 + Math.random()) : REFUSED_MS)
  watcher.element.dispatchEvent(new CustomEvent("lobby:refused", { bubbles: true, detail: error }))
}

// Revisions start anew each day.
const age = (/** @type {Board} */ board) => [board.day, String(board.revision).padStart(9, "0"), board.as_of].join()

/** @param {Watcher} watcher @param {Board} board */
function show(watcher, board) {
  heard()
  if (watcher.shown && age(board) <= age(watcher.shown)) return
  watcher.shown = board
  const target = watcher.element.querySelector("[data-board]")
  if (target && board.html) Idiomorph.morph(target, board.html, { morphStyle: "innerHTML", ignoreActiveValue: isTyping(), callbacks: { beforeAttributeUpdated: isOurs } })
  if ([...watchers].every(each => each.shown)) live()
  watcher.element.dispatchEvent(new CustomEvent("lobby:board", { bubbles: true, detail: board }))
}

/** A board that came by another way than the socket. @param {Board} board */
export function take(board) {
  for (const watcher of watchers) if (watcher.topic === board.topic) show(watcher, board)
}

/** A value that is being typed stays; all else that has the focus is renewed. */
function isTyping() {
  return document.activeElement?.matches("input, select, textarea") ?? false
}

/** What the browser keeps by itself stays: an opened <details>, and data-own-… @param {string} name */
function isOurs(name) {
  return name !== "open" && !name.startsWith("data-own-")
}

// Connecting again is starting again: a server set back to an older state counts too.
socket.on("connect", () => {
  for (const watcher of watchers) {
    watcher.shown = null
    ask(watcher)
  }
})
socket.on("over", (/** @type {{topic: string, error: {code: string}}} */ { topic, error }) => {
  for (const watcher of watchers) if (watcher.topic === topic) refuse(watcher, error)
})
socket.on("board", take)

for (const element of document.querySelectorAll("[data-watch]")) if (element instanceof HTMLElement) watch(element)
