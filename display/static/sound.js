// How a call sounds: the chime, then its clips one after the other, as loud and as clear as the board says, or not at all.
import { audio, chime } from "/static/chime.js"
import { clip } from "./clips.js"

/** @typedef {{volume: number, quiet: boolean, chime: boolean, clear: boolean}} Sound */

const BETWEEN_MS = 250
const LATE_MS = 1500 // a clip that is not there by then is left out
const STUCK_MS = 1000 // a sound card that went away ends no clip

/** @type {Sound} */
let sound = { volume: 0.8, quiet: false, chime: true, clear: true }
const output = new GainNode(audio)
const speech = new GainNode(audio)
const deep = new BiquadFilterNode(audio, { type: "highpass", frequency: 180 })
const consonants = new BiquadFilterNode(audio, { type: "highshelf", frequency: 2500, gain: 7 })
const even = new DynamicsCompressorNode(audio, { threshold: -24, ratio: 4 })
output.connect(audio.destination)
deep.connect(consonants).connect(even).connect(output)

/** From now on it sounds like this. @param {Sound} wanted */
export function set(wanted) {
  sound = wanted
  output.gain.value = wanted.volume
  speech.disconnect()
  speech.connect(wanted.clear ? deep : output)
}

/** What a display says of its sound: `on`, `quiet` for now, or `locked` by the browser. */
export function state() {
  return audio.state !== "running" ? "locked" : isSilent() ? "quiet" : "on"
}

/** Sound a call. Resolves when all has been heard. @param {{chimes: boolean, clips: string[]}} turn */
export async function announce({ chimes, clips }) {
  if (audio.state !== "running" || isSilent()) return
  if (chimes && sound.chime) await chime(output)
  for (const address of clips) {
    const buffer = await Promise.race([clip(address), pause(LATE_MS)])
    if (buffer && !isSilent()) await play(buffer)
    await pause(BETWEEN_MS)
  }
}

const isSilent = () => sound.quiet || sound.volume === 0

/** @param {AudioBuffer} buffer */
async function play(buffer) {
  const source = new AudioBufferSourceNode(audio, { buffer })
  source.connect(speech)
  const ended = new Promise(done => source.addEventListener("ended", done, { once: true }))
  source.start()
  await Promise.race([ended, pause(buffer.duration * 1000 + STUCK_MS)])
  source.disconnect()
}

/** @param {number} ms @returns {Promise<null>} */
function pause(ms) {
  return new Promise(done => setTimeout(() => done(null), ms))
}

set(sound)
