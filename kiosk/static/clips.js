// Clips of sentences, asked of the server once, and played one at a time. Those that are pinned are there when the server is not.

/** @typedef {import("./spoken.js").Sentence} Sentence */

const ANSWER_MS = 6000
const MOST = 150
const LOUDNESS = 0.6
const LEVELS = [0.1, 0.2, 0.4, 0.6, 0.8, 1] // 20 dB

/** @type {Map<string, Promise<Blob | null>>} */
const clips = new Map()
/** @type {Set<string>} */
const pinned = new Set()
const audio = new Audio()
let stop = () => {}
audio.volume = LOUDNESS

/** The languages with a voice. */
const voices = () => (document.body.dataset.voices ?? "").split(" ")
/** @param {string} language */
export const hasVoice = language => voices().includes(language)

/** @param {Sentence} sentence */
export function clip({ language, text }) {
  if (!hasVoice(language)) return Promise.resolve(null)
  const key = `${language} ${text}`
  const known = clips.get(key) ?? asked(language, text)
  clips.delete(key)
  clips.set(key, known)
  known.then(blob => blob ?? clips.delete(key))
  for (const old of clips.keys()) if (clips.size > MOST && !pinned.has(old)) clips.delete(old)
  return known
}

/** Have these at hand from now on. @param {Sentence[]} sentences */
export async function pin(sentences) {
  for (const sentence of sentences) {
    pinned.add(`${sentence.language} ${sentence.text}`)
    await clip(sentence)
  }
}

/** @param {string} language @param {string} text @returns {Promise<Blob | null>} null: nothing to hear */
async function asked(language, text) {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""
  const headers = { "Content-Type": "application/json", Accept: "audio/wav, application/json", "X-CSRFToken": token }
  try {
    const signal = AbortSignal.timeout(ANSWER_MS)
    const answer = await fetch("/kiosk/speech", { method: "POST", body: JSON.stringify({ language, text }), headers, signal })
    const isClip = answer.status === 200 && answer.headers.get("Content-Type") === "audio/wav"
    return isClip ? await answer.blob() : null
  } catch {
    return null
  }
}

/** Play a clip to its end, or until something else is to be heard. @param {Blob} blob @returns {Promise<void>} */
export function play(blob) {
  hush()
  return new Promise(done => {
    const url = URL.createObjectURL(blob)
    stop = () => {
      stop = () => {}
      audio.pause()
      audio.onended = audio.onerror = null
      audio.removeAttribute("src")
      audio.load() // else it may go on to fetch what is revoked now
      URL.revokeObjectURL(url)
      done()
    }
    const mine = stop
    audio.onended = audio.onerror = mine
    audio.src = url
    audio.play().catch(() => stop === mine && mine())
  })
}

export function hush() {
  stop()
}

/** Louder by so many steps, within what is still heard. @param {number} steps */
export function turn(steps) {
  const at = LEVELS.findIndex(level => level > audio.volume - 0.05)
  audio.volume = LEVELS[Math.min(LEVELS.length - 1, Math.max(0, at + steps))]
}

export const volume = () => audio.volume

/** As loud as it was for the first visitor. */
export function reset() {
  audio.volume = LOUDNESS
}
