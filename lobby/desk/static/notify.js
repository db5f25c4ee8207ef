// With leave asked by a button, the browser tells when somebody waits and this counter is free, or calls for help, while the
// page is out of sight. What it says names nobody.

/** @typedef {{signed_on: boolean, current: object | null, break_since: string | null, waiting: object[], panics: {counter: string}[], counter: {slug: string}}} Board */

const desk = /** @type {HTMLElement} */ (document.querySelector("main[data-notice]"))
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-notify]"))
let wasWaiting = false
let helpers = 0

function show() {
  button.hidden = !("Notification" in window) || Notification.permission !== "default"
}

/** @param {string | undefined} text */
function tell(text) {
  if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return
  new Notification(desk.dataset.noticeTitle ?? "", { body: text, tag: "lobby" }).onclick = () => window.focus()
}

desk.addEventListener("lobby:board", event => {
  const board = /** @type {CustomEvent<Board>} */ (event).detail
  const isWaiting = board.signed_on && !board.current && !board.break_since && board.waiting.length > 0
  if (isWaiting && !wasWaiting) tell(desk.dataset.notice)
  wasWaiting = isWaiting
  const others = board.panics.filter(({ counter }) => counter !== board.counter.slug).length
  if (others > helpers) tell(desk.dataset.noticePanic)
  helpers = others
})
button.addEventListener("click", async () => {
  await Notification.requestPermission()
  show()
})
show()
