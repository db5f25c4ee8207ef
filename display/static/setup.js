// A display whose settings were changed begins anew, between two calls: <html data-setup> is what the page was made for, and
// [data-setup] in the board what it is to be now.

const WAIT_MS = 1000
let timer = 0

document.addEventListener("lobby:board", look)

function look() {
  clearTimeout(timer)
  const wanted = document.querySelector("[data-board] [data-setup]")?.getAttribute("data-setup")
  if (!wanted || wanted === document.documentElement.dataset.setup) return
  if (document.querySelector("[data-own-announced]")) timer = setTimeout(look, WAIT_MS)
  else location.reload()
}
