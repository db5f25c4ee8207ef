// A display's announcer under invented days: calls, repeats, arrivals, no-shows, withdrawals, lost boards, restarts, midnights.
// Arguments: the queue's module, how many days, the first seed. Prints what was wrong, and how much was tried, as JSON.
// The model of the server and the judge share nothing with the queue but the board's shape.
const [, , module, days, first] = process.argv
const { Queue } = await import(module)

const COUNTERS = 8
const SAY_MS = 7000 // what an announcement takes at most

/** Repeatable chance: mulberry32. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

class Office {
  day = 1
  revision = 0
  tickets = []
  lines = new Map() // "day/line" → {at, closed}

  constructor(random) {
    this.random = random
  }

  step(now) {
    const pick = list => list[Math.floor(this.random() * list.length)]
    const called = this.tickets.filter(ticket => ticket.state === "called")
    const busy = new Set(this.tickets.filter(ticket => ["called", "serving"].includes(ticket.state)).map(ticket => ticket.counter))
    const free = [...Array(COUNTERS).keys()].filter(counter => !busy.has(counter))
    const what = this.random()
    if (what < 0.5 && free.length) return this.call(pick(free), now)
    if (what < 0.62 && called.length) return this.repeat(pick(called), now)
    const leaving = this.tickets.filter(ticket => ["called", "serving"].includes(ticket.state))
    if (leaving.length) this.leave(pick(leaving), now)
  }

  call(counter, now) {
    this.close(this.tickets.find(ticket => ticket.counter === counter && ticket.state === "called"), now)
    this.tickets.push({ number: `A${String(this.tickets.length + 1).padStart(3, "0")}`, counter, state: "called", ...this.ring(now) })
  }

  repeat(ticket, now) {
    this.close(ticket, now)
    Object.assign(ticket, this.ring(now))
  }

  leave(ticket, now) {
    this.revision++
    this.close(ticket, now)
    ticket.state = ticket.state === "serving" ? "finished" : this.random() < 0.5 ? "serving" : "gone"
  }

  ring(now) {
    this.lines.set(`${this.day}/${++this.revision}`, { at: now, closed: Infinity })
    return { line: this.revision, at: now }
  }

  close(ticket, now) {
    if (ticket?.state === "called") this.lines.get(`${this.day}/${ticket.line}`).closed = now
  }

  midnight(now) {
    for (const ticket of this.tickets) this.close(ticket, now)
    this.day++
    this.revision = 0
    this.tickets = []
  }

  board(now) {
    const open = this.tickets.filter(ticket => ticket.state === "called")
    return {
      day: `2026-11-${String(this.day).padStart(2, "0")}`,
      revision: this.revision,
      as_of: new Date(now).toISOString(),
      announce: open.map(ticket => ({ line: ticket.line, number: ticket.number, called_at: new Date(ticket.at).toISOString(), clips: ["own", "german"].slice(0, ticket.line % 3) })),
    }
  }
}

/** A display: a page around the queue, which may be loaded anew or cut off at any moment. */
class Display {
  constructor(office) {
    this.office = office
    this.mark = { day: "", line: 0 } // kept by the browser
    this.said = []
    this.due = [] // lines that this display has seen: {page, by}, when it must have said it if that stays open
    this.page = 0
    this.ended = []
    this.linked = true
    this.load(0)
  }

  load(now) {
    this.queue = new Queue(this.mark)
    this.until = null
    this.started = now
    this.ended[this.page++] = now
    this.known = new Set()
    this.sees(now)
  }

  sees(now) {
    if (!this.linked) return
    const board = this.office.board(now)
    this.queue.take(board)
    this.shown = now
    this.expect(board, now)
    if (this.until === null) this.turn(now)
  }

  expect(board, now) {
    const said = line => this.said.some(each => each.day === board.day && each.line === line)
    const open = board.announce.filter(call => !said(call.line))
    const isFirst = this.known.size === 0
    for (const { line, called_at } of open) {
      if (this.known.has(`${board.day}/${line}`)) continue
      const ahead = open.filter(other => other.line < line).length
      if (!isFirst || now - Date.parse(called_at) <= 20000) this.due.push({ day: board.day, line, page: this.page, by: now + SAY_MS * (ahead + 2) })
    }
    this.known.add("a board")
    for (const call of board.announce) this.known.add(`${board.day}/${call.line}`)
  }

  turn(now) {
    const turn = this.queue.next()
    this.mark = this.queue.mark
    this.until = turn ? now + 2000 + this.office.random() * (SAY_MS - 2000) : null
    if (turn) this.said.push({ ...this.mark, number: turn.call.number, from: now, until: this.until, started: this.started, page: this.page, shown: this.shown, chimes: turn.chimes, clips: turn.clips.length })
  }

  pass(now) {
    while (this.until !== null && this.until <= now) this.turn(this.until)
  }
}

function live(seed) {
  const random = chance(seed)
  const office = new Office(random)
  const display = new Display(office)
  let now = 0
  for (let step = 0; step < 60; step++) {
    now += Math.floor(random() ** 3 * 30000)
    display.pass(now)
    const what = random()
    if (what < 0.75) office.step(now)
    else if (what < 0.83) display.linked = false
    else if (what < 0.93) display.linked = true
    else if (what < 0.99) display.load(now)
    else office.midnight(now)
    if (random() < 0.85) display.sees(now) // boards that were merged: one is skipped
  }
  display.linked = true
  display.sees(now)
  for (let rest = 0; rest < 40; rest++) display.pass((now += SAY_MS))
  return { office, display }
}

function wrong({ office, display }, seed) {
  const found = []
  const times = new Map()
  for (const each of display.said) times.set(`${each.day}/${each.line}`, (times.get(`${each.day}/${each.line}`) ?? 0) + 1)
  for (const [line, many] of times) if (many > 1) found.push([seed, "said twice", line])
  display.said.forEach((each, at) => {
    const line = office.lines.get(`${Number(each.day.slice(8))}/${each.line}`)
    const next = display.said[at + 1]
    if (next && next.page === each.page && next.from < each.until) found.push([seed, "two at a time", each.line])
    if (line.closed < each.shown) found.push([seed, "said although it was over", each.line])
    if (line.at < each.started - 20000) found.push([seed, "old after a start", each.line])
    if (!each.clips && !each.chimes) found.push([seed, "silent", each.line])
  })
  for (const { day, line, page, by } of display.due) {
    const { closed } = office.lines.get(`${Number(day.slice(8))}/${line}`)
    const isLoadedAnew = (display.ended[page] ?? Infinity) <= by
    if (!times.has(`${day}/${line}`) && closed > by && !isLoadedAnew) found.push([seed, "never said", line])
  }
  return found
}

const bad = []
const tried = { days: 0, calls: 0, said: 0, due: 0, together: 0 }
for (let seed = Number(first); seed < Number(first) + Number(days); seed++) {
  const end = live(seed)
  bad.push(...wrong(end, seed))
  tried.days += 1
  tried.calls += end.office.lines.size
  tried.said += end.display.said.length
  tried.due += end.display.due.length
  tried.together += end.display.said.filter(each => !each.chimes).length
}
process.stdout.write(JSON.stringify({ bad: bad.slice(0, 20), many: bad.length, tried }))
