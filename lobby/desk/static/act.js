// The desk's actions through the API: one at a time, and what is refused is said in the server's words. The new state comes
// as a board over the socket. Without scripts the same buttons send the page's form.

const ANSWER_MS = 10000
const SETTLE_MS = 600 // a second strike must not hit the button that has just come under the finger

const root = document.documentElement
const desk = /** @type {HTMLElement} */ (document.querySelector("main[data-watch]"))
const form = /** @type {HTMLFormElement} */ (document.getElementById("desk"))
const refused = /** @type {HTMLElement} */ (document.querySelector("[data-refused]"))
const unreachable = /** @type {HTMLElement} */ (document.querySelector("[data-unreachable]"))
const csrf = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""

let restUntil = 0
/** @type {Element | null} */
let focused = null

form.addEventListener("submit", event => {
  event.preventDefault()
  const isPending = desk.getAttribute("aria-busy") === "true" || performance.now() < restUntil
  if (!isPending && event.submitter instanceof HTMLButtonElement) press(event.submitter)
})

/** @param {HTMLButtonElement} button */
async function press(button) {
  desk.setAttribute("aria-busy", "true")
  try {
    tell(await ask(new URL(button.formAction)))
  } catch {
    say(unreachable)
  } finally {
    desk.removeAttribute("aria-busy")
    restUntil = performance.now() + SETTLE_MS
  }
}

/** @param {URL} page @returns {Promise<Response>} */
function ask({ pathname, search }) {
  const headers = { Accept: "application/json", "Accept-Language": desk.dataset.language ?? "de", "X-CSRF-Token": csrf }
  return fetch(`/api/v1${pathname}${search}`, { method: "POST", headers, signal: AbortSignal.timeout(ANSWER_MS) })
}

/** @param {Response} answer */
async function tell(answer) {
  if (answer.status === 401) return location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
  if (!answer.ok) return say(refused, (await answer.json()).detail)
  say(null)
  if (root.dataset.link === "lost") location.reload() // no board will come
}

/** @param {HTMLElement | null} notice @param {string} [text] */
function say(notice, text) {
  for (const each of [refused, unreachable]) each.hidden = each !== notice
  const place = notice?.querySelector("[data-detail]")
  if (place && text) place.textContent = text
}

// A button that is gone takes the focus along: the new first action gets it.
document.addEventListener("focusin", ({ target }) => (focused = target instanceof Element && target.closest("[data-board]") ? target : null))
desk.addEventListener("lobby:board", () => {
  const first = desk.querySelector("[data-board] .primary")
  if (focused?.isConnected === false && document.activeElement === document.body && first instanceof HTMLElement) first.focus({ preventScroll: true })
})
refused.querySelector("[data-close]")?.addEventListener("click", () => say(null))
