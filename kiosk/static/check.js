// The self-check, and the way there: five touches in the upper left corner of the start page within three seconds.
import { go } from "./go.js"
import { extend } from "./patience.js"

const CORNER_PX = 90
const TOUCHES = 5
const WITHIN_MS = 3000
const ASK_MS = 3000
const STAY_S = 120
const MOST_KEYS = 12
const TONES_HZ = [262, 523, 1047]
const TONE_S = 0.5

/** @type {number[]} */
let touches = []
/** @type {string[]} */
let pressed = []

const page = () => document.querySelector("[data-check]")

document.addEventListener("pointerdown", event => {
  if (page()) return touched(event)
  if (document.body.dataset.page !== "start" || event.clientX > CORNER_PX || event.clientY > CORNER_PX) return
  touches = [...touches.filter(at => event.timeStamp - at < WITHIN_MS), event.timeStamp]
  if (touches.length < TOUCHES) return
  touches = []
  go("/kiosk/check")
}, { capture: true })

document.addEventListener("pointermove", event => page() && event.buttons && touched(event))

/** @param {PointerEvent} event */
function touched(event) {
  extend(STAY_S)
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-cell]")
  cell?.setAttribute("data-touched", "")
  put("[data-left]", String(document.querySelectorAll("[data-cell]:not([data-touched])").length))
}

document.addEventListener("keydown", event => {
  if (!page()) return
  extend(STAY_S)
  pressed = [...pressed, event.key === " " ? "␣" : event.key].slice(-MOST_KEYS)
  put("[data-pressed]", pressed.join(" "))
}, { capture: true })

document.addEventListener("click", event => {
  if (event.target instanceof Element && event.target.closest("[data-tone]")) sound()
})

function sound() {
  const audio = new AudioContext()
  TONES_HZ.forEach((frequency, place) => {
    const tone = new OscillatorNode(audio, { frequency })
    const soft = new GainNode(audio, { gain: 0.4 })
    tone.connect(soft).connect(audio.destination)
    tone.start(audio.currentTime + place * TONE_S)
    tone.stop(audio.currentTime + (place + 0.9) * TONE_S)
  })
  setTimeout(() => audio.close(), TONES_HZ.length * TONE_S * 1000 + 500)
}

async function ask() {
  if (!page()) return
  put("[data-size]", `${screen.width} × ${screen.height} · ${innerWidth} × ${innerHeight} · ${devicePixelRatio}`)
  const loaded = document.documentElement.dataset.build
  const isOld = document.querySelector("[data-built]")?.getAttribute("data-built") !== loaded
  put("[data-loaded]", isOld ? `(${loaded})` : "")
  const began = performance.now()
  try {
    await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) })
    put("[data-trip-ms]", String(Math.round(performance.now() - began)))
  } catch {
    put("[data-trip-ms]", "–")
  }
}

/** @param {string} place @param {string} text */
function put(place, text) {
  const element = document.querySelector(place)
  if (element) element.textContent = text
}

document.addEventListener("kiosk:page", () => {
  pressed = []
  ask()
})
setInterval(ask, ASK_MS)
ask()
