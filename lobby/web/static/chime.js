// A gong of sines before a call. Where the browser keeps audio locked, <html data-sound="locked"> shows the button
// [data-sound-on]; any touch or key unlocks it as well.

const root = document.documentElement
export const audio = new AudioContext()

/** Frequency in Hz, start in s, loudness. */
const STRIKES = [
  { hertz: 659.3, at: 0, loud: 0.5 },
  { hertz: 523.3, at: 0.55, loud: 0.55 },
]
const PARTIALS = [
  { times: 1, loud: 1, lasts: 1.6 },
  { times: 2, loud: 0.35, lasts: 0.9 },
  { times: 3.01, loud: 0.12, lasts: 0.45 },
]
export const LASTS_MS = 1900

/** Sound the gong. Resolves when it has faded, at once while audio is locked. @param {AudioNode} output */
export async function chime(output = audio.destination) {
  if (audio.state !== "running") return
  for (const strike of STRIKES) for (const partial of PARTIALS) ring(strike, partial, output)
  await new Promise(done => setTimeout(done, LASTS_MS))
}

/** @param {typeof STRIKES[0]} strike @param {typeof PARTIALS[0]} partial @param {AudioNode} output */
function ring(strike, partial, output) {
  const start = audio.currentTime + strike.at
  const loudness = audio.createGain()
  loudness.gain.setValueAtTime(0.0001, start)
  loudness.gain.exponentialRampToValueAtTime(strike.loud * partial.loud, start + 0.012)
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + partial.lasts)
  const tone = new OscillatorNode(audio, { frequency: strike.hertz * partial.times })
  tone.connect(loudness).connect(output)
  tone.start(start)
  tone.stop(start + partial.lasts)
}

function unlock() {
  if (audio.state !== "running") audio.resume().catch(() => {}) // refused until somebody touches the page: the button stays
}

function tell() {
  root.dataset.sound = audio.state === "running" ? "on" : "locked"
}

audio.addEventListener("statechange", tell)
for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, unlock)
unlock()
tell()
