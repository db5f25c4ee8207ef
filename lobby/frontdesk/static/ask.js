// What the front desk asks of the server: always one of the page's own addresses or forms, one at a time. The answer is the whole
// page as a browser without scripts would show it; of it are taken what is said, the ticket, and the next form's key.
import { show } from "./found.js"

const ANSWER_MS = 10000
const SAID_MS = 8000
const SETTLE_MS = 600 // a second strike must not hit what has just come under the finger

const root = document.documentElement
const main = /** @type {HTMLElement} */ (document.querySelector("main.frontdesk"))
const refused = /** @type {HTMLElement} */ (main.querySelector("[data-refused]"))
const unreachable = /** @type {HTMLElement} */ (main.querySelector("[data-unreachable]"))
const said = /** @type {HTMLElement} */ (document.getElementById("said"))

let restUntil = 0
let hush = 0

export const isBusy = () => main.getAttribute("aria-busy") === "true" || performance.now() < restUntil

/** @param {string} url @param {URLSearchParams} [body] @returns {Promise<boolean>} whether it was done */
export async function ask(url, body) {
  if (isBusy()) return false
  main.setAttribute("aria-busy", "true")
  try {
    const headers = { Accept: "text/html" }
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers, signal: AbortSignal.timeout(ANSWER_MS) })
    return tell(answer, new DOMParser().parseFromString(await answer.text(), "text/html"))
  } catch {
    unreachable.hidden = false
    return false
  } finally {
    main.removeAttribute("aria-busy")
    restUntil = performance.now() + SETTLE_MS
  }
}

/** @param {Response} answer @param {Document} page */
function tell(answer, page) {
  const isLoggedOut = answer.status === 401 || new URL(answer.url).pathname === "/login"
  if (isLoggedOut) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
  const told = page.getElementById("told")
  unreachable.hidden = isLoggedOut || told !== null
  if (!told) return false
  copy(told.querySelector("[data-refused]"), refused, "[data-detail]")
  copy(told.querySelector("#said"), said, "span")
  clearTimeout(hush)
  hush = setTimeout(() => (said.hidden = true), SAID_MS)
  if (root.dataset.link === "lost") renew(page) // no board will come
  if (!answer.ok) return false
  const key = /** @type {HTMLInputElement | null} */ (document.getElementById("key"))
  if (key) key.value = key.defaultValue = page.getElementById("key")?.getAttribute("value") ?? key.value
  const ticket = page.getElementById("ticket")
  if (ticket) show(ticket)
  return true
}

/** @param {Element | null} from @param {HTMLElement} to @param {string} words */
function copy(from, to, words) {
  const place = to.querySelector(words)
  if (place) place.textContent = from?.querySelector(words)?.textContent ?? ""
  to.hidden = from === null || from.hasAttribute("hidden")
}

/** @param {Document} page */
function renew(page) {
  const [board, newer] = [main.querySelector("[data-board]"), page.querySelector("[data-board]")]
  if (board && newer) board.replaceChildren(...newer.childNodes)
}

refused.querySelector("[data-close]")?.addEventListener("click", () => (refused.hidden = true))
