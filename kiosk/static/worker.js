// The service worker of the kiosk: while the server answers, everything comes from it. While it does not, a page that is
// loaded anew is the one that says so, in all languages, and waits. One cache a build, named by the address: ?build=….

/** @typedef {Event & {request: Request, respondWith(answer: Promise<Response>): void, waitUntil(done: Promise<unknown>): void}} Fetching */

const worker = /** @type {any} */ (self)
const CACHE = `kiosk-${new URL(location.href).searchParams.get("build")}`
const LOST = "/kiosk/offline"
const SHELL = [LOST, "/static/lobby.css", "/static/icon.svg", "/kiosk/static/kiosk.css", "/kiosk/static/offline.js"]
const STATIC = /^\/(kiosk\/)?static\//
const ANSWER_MS = 6000
const AWAY = [502, 503, 504] // what a proxy says while the server is away

worker.addEventListener("install", (/** @type {Fetching} */ event) => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(SHELL)).then(() => worker.skipWaiting()))
})

worker.addEventListener("activate", (/** @type {Fetching} */ event) => event.waitUntil(begin()))

async function begin() {
  for (const name of await caches.keys()) if (name.startsWith("kiosk-") && name !== CACHE) await caches.delete(name)
  await worker.clients.claim()
}

worker.addEventListener("fetch", (/** @type {Fetching} */ event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== location.origin) return
  if (request.mode === "navigate") event.respondWith(page(event))
  else if (STATIC.test(pathname)) event.respondWith(file(request))
})

/** The page from the server, else the one that waits for it. @param {Fetching} event */
async function page(event) {
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(ANSWER_MS) })
    if (AWAY.includes(answer.status)) throw new Error(answer.statusText)
    if (answer.ok) event.waitUntil(renew())
    return answer
  } catch {
    return (await caches.match(LOST)) ?? Response.error()
  }
}

/** The office's languages may have changed since. */
async function renew() {
  const answer = await fetch(LOST, { cache: "no-store" }).catch(() => null)
  if (answer?.ok && !answer.redirected) await (await caches.open(CACHE)).put(LOST, answer)
}

/** A file from the server, else as it was last. @param {Request} request */
async function file(request) {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(ANSWER_MS) })
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  } catch (error) {
    const kept = await cache.match(request)
    if (kept) return kept
    throw error
  }
}
