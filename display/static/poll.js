// Where no socket gets through, the board comes by plain HTTP, every three seconds, until a socket does.
import { otherwise, socket } from "/static/link.js"
import { take } from "/static/watch.js"

const EVERY_MS = 3000
const ANSWER_MS = 2800
const JITTER = 0.1

const hall = /** @type {HTMLElement} */ (document.querySelector("[data-watch]"))
const [office, , slug] = (hall.dataset.watch ?? "").split("/")
const address = `/api/v1/boards/${slug}?office=${office}&lang=${hall.dataset.language}`

async function poll() {
  if (!socket.connected) await ask()
  setTimeout(poll, EVERY_MS * (1 + JITTER * (Math.random() - 0.5)))
}

async function ask() {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) })
    const found = await answer.json()
    if (socket.connected) return
    if (answer.ok) otherwise()
    if (answer.ok) take({ ...found, topic: hall.dataset.watch })
    else hall.dispatchEvent(new CustomEvent("lobby:refused", { bubbles: true, detail: found }))
  } catch {
    // The server is away: the page says so by itself.
  }
}

setTimeout(poll, EVERY_MS)
