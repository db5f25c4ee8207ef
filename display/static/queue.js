// What a display has still to announce, and what comes next. Knows no page, no sound and no clock: it can be tried by itself.

/** @typedef {{line: number, number: string, called_at: string, clips: string[]}} Call one that has still to be answered */
/** @typedef {{day: string, revision: number, as_of: string, announce: Call[]}} Board */
/** @typedef {{day: string, line: number}} Mark the last line that began to be announced */
/** @typedef {{call: Call, chimes: boolean, clips: string[]}} Turn */

export const FRESH_MS = 20000 // on start, older calls are not announced
const MANY = 4 // so many waiting behind: each is said in one language only

export class Queue {
  /** @type {Board | null} */ #board = null
  /** @type {Mark} */ #mark
  /** @type {number} */ #heard
  /** @type {number[]} */ #lines = []
  #follows = false // something was said just before

  /** @param {Mark} mark what was announced before this page was loaded */
  constructor(mark) {
    this.#mark = mark
    this.#heard = mark.line
  }

  /** A board has come; each is whole, and newer than the one before. @param {Board} board */
  take(board) {
    const isStart = this.#board === null
    const { day, line } = this.#mark
    const isSetBack = board.day === day && board.revision < line // a database from a backup: its lines start lower
    if (board.day !== day || isSetBack) this.#begin(board.day)
    const known = this.#heard
    for (const call of [...board.announce].sort((a, b) => a.line - b.line)) {
      if (call.line <= known) continue
      this.#heard = Math.max(this.#heard, call.line)
      const age = Date.parse(board.as_of) - Date.parse(call.called_at)
      if (!(isStart || isSetBack) || age <= FRESH_MS) this.#lines.push(call.line)
    }
    this.#board = board
  }

  /** What is to be announced now; from then on it counts as announced. Null: nothing. @returns {Turn | null} */
  next() {
    const open = this.#open()
    this.#lines = open.map(call => call.line)
    const call = open.shift()
    if (!call) {
      this.#follows = false
      return null
    }
    this.#lines.shift()
    this.#mark = { day: this.#mark.day, line: call.line }
    const clips = open.length >= MANY ? call.clips.slice(0, 1) : call.clips
    const chimes = !(this.#follows && clips.length) // who follows at once needs no gong of her own, unless it is all there is
    this.#follows = true
    return { call, chimes, clips }
  }

  /** @returns {Mark} */
  get mark() {
    return this.#mark
  }

  get isEmpty() {
    return this.#open().length === 0
  }

  /** Clips that will be needed, the nearest first. */
  get clips() {
    return this.#open().flatMap(call => call.clips)
  }

  /** Who waits to be announced: not who is there already, did not come, or was called anew meanwhile. @returns {Call[]} */
  #open() {
    const calls = new Map((this.#board?.announce ?? []).map(call => [call.line, call]))
    return this.#lines.flatMap(line => calls.get(line) ?? [])
  }

  /** @param {string} day */
  #begin(day) {
    this.#mark = { day, line: 0 }
    this.#heard = 0
    this.#lines = []
  }
}
