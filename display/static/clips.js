// Clips of calls, asked of the server as soon as a board names them, and decoded: so that speech starts at once.
import { audio } from "/static/chime.js"

const ANSWER_MS = 6000
const MOST = 24

/** @type {Map<string, Promise<AudioBuffer | null>>} */
const clips = new Map()

/** The clip of this address; null where there is nothing to hear. @param {string} address @returns {Promise<AudioBuffer | null>} */
export function clip(address) {
  const known = clips.get(address) ?? asked(address)
  clips.delete(address)
  clips.set(address, known)
  known.then(buffer => buffer ?? clips.delete(address))
  for (const old of clips.keys()) if (clips.size > MOST) clips.delete(old)
  return known
}

/** Have these at hand soon. @param {string[]} addresses */
export function prefetch(addresses) {
  for (const address of addresses.slice(0, MOST / 2)) if (!clips.has(address)) clip(address)
}

/** @param {string} address @returns {Promise<AudioBuffer | null>} */
async function asked(address) {
  try {
    const office = new URLSearchParams(location.search).get("office")
    const answer = await fetch(`/display/clips/${address}${office ? `?office=${office}` : ""}`, { signal: AbortSignal.timeout(ANSWER_MS) })
    if (answer.status !== 200 || answer.headers.get("Content-Type") !== "audio/wav") return null
    return await audio.decodeAudioData(await answer.arrayBuffer())
  } catch {
    return null
  }
}
