// The one socket of a page, and whether the server is heard: <html data-link="new|live|lost">.
import { io } from "./vendor/socket.io.esm.min.js"

const SILENCE_MS = 7000 // pings come every 3 s: two of them are missing
const root = document.documentElement
const slowest = Number(document.querySelector("[data-reconnect-max]")?.getAttribute("data-reconnect-max")) || 2000

export const socket = io({
  transports: ["websocket"],
  timeout: 4000,
  reconnectionDelay: 400,
  reconnectionDelayMax: slowest,
  randomizationFactor: 0.5,
})

let deadline = setTimeout(lost, SILENCE_MS)
let otherwiseUntil = 0

/** Something came over the line: wait anew for the next thing. */
export function heard() {
  clearTimeout(deadline)
  deadline = setTimeout(lost, SILENCE_MS)
}

/** What the page shows is up to date from now on. */
export function live() {
  heard()
  root.dataset.link = "live"
}

/** Boards come by another way than the socket: that the socket fails says nothing, for as long as they do. */
export function otherwise() {
  otherwiseUntil = performance.now() + SILENCE_MS
}

function failed() {
  if (performance.now() > otherwiseUntil) lost()
}

/** What the page shows may be out of date from now on. */
export function lost() {
  root.dataset.link = "lost"
}

socket.io.on("open", () => socket.io.engine.on("packet", heard))
socket.io.on("error", failed)
socket.on("disconnect", again)
socket.on("connect_error", again)

/** Sockets that the server closed or refused do not come back by themselves. */
function again() {
  failed()
  if (!socket.active) setTimeout(() => socket.connect(), slowest * (0.5 + Math.random()))
}
