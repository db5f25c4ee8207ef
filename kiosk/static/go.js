// Pages come by fetch and take the old one's place, so that a silent server never leaves the visitor before a browser's
// error page: what got no answer is asked again, a draw with its same key, and <html data-trip="stuck"> shows [data-lost].
// After each page: the event `kiosk:page` on the document.

const ANSWER_MS = 4000
const RETRY_MS = 1000
const KIOSK = "/kiosk"
const START = document.body.dataset.start ?? KIOSK
const root = document.documentElement

/** @typedef {{html: string, url: string | null}} Page `url`: where a reload finds it again */

/** @type {Map<string, string>} what a form asked that got no answer yet, and the key of that choice */
const unanswered = new Map()
let trip = 0
let busy = false
let kept = document.body.dataset.page === "start" ? root.outerHTML : ""

export const isBusy = () => busy

/**
 * Show the page at this address, or the answer to this form, however long that takes. Going elsewhere ends the wait.
 * @param {string} url @param {URLSearchParams} [form]
 */
export async function go(url, form) {
  const mine = depart()
  for (;;) {
    const page = await fetched(url, form)
    if (page && form) unanswered.delete(asked(url, form))
    if (mine !== trip) return
    if (page) return show(page)
    root.dataset.trip = "stuck"
    await new Promise(done => setTimeout(done, RETRY_MS))
    if (mine !== trip) return
  }
}

/** Back to the first page, which is there even while the server is not: nobody finds another visitor's page. */
export async function home() {
  const mine = depart()
  const page = await fetched(START)
  if (mine !== trip) return
  if (page) return show(page)
  root.dataset.trip = "stuck"
  if (kept) put(kept)
  return go(START)
}

function depart() {
  busy = true
  return ++trip
}

/** @param {string} url @param {URLSearchParams} [body] @returns {Promise<Page | null>} null: no answer, or none worth showing */
async function fetched(url, body) {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS)
    const headers = { Accept: "text/html", "Lobby-At-Once": "1" }
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, signal, cache: "no-store", headers })
    if (answer.status === 401) location.assign(START) // locked out: a page of another kind
    if (answer.status >= 500 || answer.status === 429 || answer.status === 401) return null
    const where = answer.headers.get("Content-Location") ?? (body && !answer.redirected ? null : answer.url)
    return { html: await answer.text(), url: where }
  } catch {
    return null
  }
}

/** @param {Page} page */
function show({ html, url }) {
  busy = false
  delete root.dataset.trip
  if (url) history.replaceState(null, "", url)
  put(html)
  if (document.body.dataset.page !== "start") return
  kept = html
  unanswered.clear() // the next visitor's choices are her own
}

/** @param {string} html */
function put(html) {
  const next = new DOMParser().parseFromString(html, "text/html")
  for (const name of ["lang", "dir", "data-script"]) root.setAttribute(name, next.documentElement.getAttribute(name) ?? "")
  root.dataset.newest = next.documentElement.dataset.build
  document.title = next.title
  document.body.replaceWith(document.adoptNode(next.body))
  document.dispatchEvent(new Event("kiosk:page"))
}

/** What a form asks, whatever its key. @param {string} url @param {URLSearchParams} form */
function asked(url, form) {
  return [url, ...[...form].filter(([name]) => name !== "key" && name !== "csrf_token")].join()
}

/** Whoever went away before the answer came, and asks the same again, gets that answer: one choice is one ticket. @param {string} url @param {URLSearchParams} form */
function keepKey(url, form) {
  const known = unanswered.get(asked(url, form))
  if (known) form.set("key", known)
  else if (form.has("key")) unanswered.set(asked(url, form), form.get("key") ?? "")
}

// No link and no form leads out of the kiosk.
/** @param {string} address */
function isInside(address) {
  const { origin, pathname } = new URL(address, location.href)
  return origin === location.origin && (pathname === KIOSK || pathname.startsWith(`${KIOSK}/`))
}

document.addEventListener("click", event => {
  const link = event.target instanceof Element ? event.target.closest("a") : null
  if (!link) return
  event.preventDefault()
  if (!isInside(link.href)) return
  if (link.pathname === START) home()
  else go(link.href)
})

document.addEventListener("submit", event => {
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  event.preventDefault()
  if (form.getAttribute("aria-busy") === "true" || !isInside(form.action)) return
  const entries = /** @type {Iterable<[string, string]>} */ (new FormData(form, event.submitter))
  const filled = new URLSearchParams([...entries])
  form.setAttribute("aria-busy", "true")
  for (const button of form.querySelectorAll("button")) button.disabled = true
  keepKey(form.action, filled)
  go(form.action, filled)
})
