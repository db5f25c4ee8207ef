// The desk's actions through the API: one at a time, and what is refused is said in the server's words. The new state comes
// as a board over the socket. Without scripts the same buttons send the page's forms (form[data-acts]).

const ANSWER_MS = 10000
const SETTLE_MS = 600 // a second strike must not hit the button that has just come under the finger

const root = document.documentElement
const desk = /** @type {HTMLElement} */ (document.querySelector("main[data-watch]"))
const refused = /** @type {HTMLElement} */ (document.querySelector("[data-refused]"))
const unreachable = /** @type {HTMLElement} */ (document.querySelector("[data-unreachable]"))
const csrf = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""

let restUntil = 0
/** @type {Element | null} */
let focused = null

document.addEventListener("submit", event => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-acts]") || form.querySelector("[name=return_visitors]")) return
  event.preventDefault()
  const isPending = desk.getAttribute("aria-busy") === "true" || performance.now() < restUntil
  if (!isPending) press(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null)
})

/** @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
async function press(form, button) {
  const dialog = form.closest("dialog")
  const address = new URL(button?.hasAttribute("formaction") ? button.formAction : form.action)
  const seat = form.elements.namedItem("seat")
  if (seat instanceof HTMLInputElement) address.searchParams.set("seat", seat.value) // this page's counter, and no other
  desk.setAttribute("aria-busy", "true")
  try {
    await tell(await ask(address, told(form, button)), dialog)
  } catch {
    say(unreachable, dialog)
  } finally {
    desk.removeAttribute("aria-busy")
    restUntil = performance.now() + SETTLE_MS
  }
}

/** What a form says, as the API is told it: empty fields left out. @param {HTMLFormElement} form @param {HTMLButtonElement | null} button */
function told(form, button) {
  /** @type {Record<string, string | number | boolean>} */
  const said = {}
  for (const [name, value] of new FormData(form, button)) {
    const field = form.elements.namedItem(name)
    if (name === "csrf_token" || name === "seat" || typeof value !== "string" || !value.trim()) continue
    const isTick = field instanceof HTMLInputElement && field.type === "checkbox"
    said[name] = isTick || (field instanceof HTMLElement && field.hasAttribute("data-whole") ? Number(value) : value.trim())
  }
  return said
}

/** @param {URL} page @param {object} body @returns {Promise<Response>} */
function ask({ pathname, search }, body) {
  const headers = {
    ...{ Accept: "application/json", "Accept-Language": desk.dataset.language ?? "de", "X-CSRF-Token": csrf },
    "Content-Type": "application/json",
  }
  const path = pathname.replace(/^\/desk(?=\/tickets\/\d+\/slip$)/, "") // printing again is no verb of the desk
  return fetch(`/api/v1${path}${search}`, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(ANSWER_MS) })
}

/** @param {Response} answer @param {HTMLDialogElement | null} dialog */
async function tell(answer, dialog) {
  if (answer.status === 401) return location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}&ended=1`)
  if (!answer.ok) return say(refused, dialog, (await answer.json()).detail)
  say(null, dialog)
  dialog?.close()
  if (root.dataset.link === "lost") location.reload() // no board will come
}

/** In an open dialog what was typed stays, and the sentence stands above it. @param {HTMLElement | null} notice @param {HTMLDialogElement | null} dialog @param {string} [text] */
function say(notice, dialog, text) {
  const inside = /** @type {HTMLElement | null} */ (dialog?.querySelector("[data-dialog-refused]") ?? null)
  if (inside) {
    inside.hidden = !notice
    inside.textContent = text ?? notice?.innerText ?? notice?.textContent ?? ""
    return
  }
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
refused.querySelector("[data-close]")?.addEventListener("click", () => say(null, null))
