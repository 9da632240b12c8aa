// Renews the live part of a page when the lab says that something happened, and now and
// then anyhow. The page works without it: it renews itself as a whole then.
const part = document.querySelector('#live')
const said = document.querySelector('#renewed')
const words = said?.textContent
let waiting = 0

async function renew() {
  waiting = 0
  if (document.hidden) return
  try {
    const answer = await fetch(location.href, { cache: 'no-store' })
    if (!answer.ok) throw new Error(answer.statusText)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector('#live')
    const open = [...part.querySelectorAll('details')].map(d => d.open)
    if (fresh && fresh.innerHTML !== part.dataset.seen) {
      part.dataset.seen = fresh.innerHTML
      const focus = part.contains(document.activeElement) && document.activeElement.getAttribute('href')
      part.replaceChildren(...fresh.childNodes)
      part.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? d.open })
      if (focus) [...part.querySelectorAll('a')].find(a => a.getAttribute('href') === focus)?.focus()
    }
    if (said.textContent !== words) said.textContent = words
  } catch {
    said.textContent = said.dataset.lost
  }
}

// soon gathers what happens together.
const soon = () => { waiting ||= setTimeout(renew, 300) }

if (part) {
  part.dataset.seen = part.innerHTML
  const events = new EventSource('/v1/events')
  for (const name of ['host.answer', 'host.decided', 'printer.slip']) events.addEventListener(name, soon)
  events.addEventListener('open', soon)
  addEventListener('visibilitychange', soon)
  addEventListener('pagehide', () => events.close())
  setInterval(renew, 15000)
}
