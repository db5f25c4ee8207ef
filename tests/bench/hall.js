// In the page of a measured display: when a board came over its socket, when the page was changed, when that was painted, and when
// the chime began. Times are milliseconds of this machine's clock.
const now = () => performance.timeOrigin + performance.now()
window.times = {}
let came = 0

const Plain = window.WebSocket
window.WebSocket = class extends Plain {
  constructor(...how) {
    super(...how)
    this.addEventListener("message", event => (came = performance.timeOrigin + event.timeStamp))
  }
}

const painted = () => new Promise(done => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => done(now())
  port2.postMessage(null)
}))

document.addEventListener("lobby:board", async event => {
  const { calls } = event.detail
  const fresh = calls.filter(call => !times[call.line])
  for (const call of fresh) times[call.line] = { committed: Date.parse(call.called_at), came, changed: now() }
  const at = fresh.length ? await painted() : 0
  for (const call of fresh) if (document.querySelector(`[data-line="${call.line}"]`)) times[call.line].painted = at
}, { capture: true })

let ringing = null
document.addEventListener("lobby:announce", event => (ringing = event.detail.call.line), { capture: true })
const start = OscillatorNode.prototype.start
OscillatorNode.prototype.start = function (when) {
  const { contextTime, performanceTime } = this.context.getOutputTimestamp()
  const heard = performance.timeOrigin + performanceTime + (when - contextTime) * 1000
  if (ringing !== null) times[ringing].chime = contextTime ? heard : now() + (when - this.context.currentTime) * 1000
  ringing = null
  return start.call(this, when)
}
