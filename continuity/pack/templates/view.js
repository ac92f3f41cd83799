// The page: one thing at a time, large targets, works with a keyboard. Built from text only, never from markup.
const h = (tag, props, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const one of inside.flat(9)) if (one !== null && one !== undefined && one !== '' && one !== false) node.append(one);
  return node;
};
const E = PACK.edition;
const MARK = E.mode === 'drill' ? 'DRILL' : 'REAL';
const clock = (iso) => new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
const name = (id) => (PACK.contacts.find((one) => one.id === id) || { name: id }).name;
const amount = (minor) => Check.shown(minor, E.currency, E.minor_units);
const SIGNS = { ready: '○', 'in progress': '◐', 'to sign': '◕', done: '⊘', blocked: '✕', skipped: '–' };
let at = { view: 'steps' };
let told = '', moved = false;

const go = (where, say) => {
  at = where;
  told = say || '';
  moved = true;
  show();
  window.scrollTo(0, 0);
  focusHead();
};
// To what is new, once it can be reached: after an act the keyboard goes on from there.
const focusHead = () => {
  const box = document.getElementById('wrong'), head = box && !box.hidden ? box : document.querySelector('#app h1');
  if (!moved || !head || document.getElementById('app').inert) return;
  moved = false;
  head.focus({ preventScroll: true });
};
const tell = (text) => { document.getElementById('said').textContent = text; };
const say = (text) => { told = text; tell(text); };

// What is typed belongs to its form, or to its step in this round; a half-typed header to the forms that it was about.
const slot = (id) => {
  if (/^(f-|v-|me$|initials$|wall$)/.test(id)) return id;
  const step = at.view === 'step' ? STEPS.find((one) => one.key === at.step) : null, log = Log.read();
  const about = () => { const state = fold(log); return control(unbatched(state, step.batch), state).hash_total; };
  return [id, at.view, step ? keyNow(step, log) : at.form || '', at.why || '', id.startsWith('c-') ? about() : ''].join(' ').trim();
};
// A labelled input whose text is kept while it is typed, so that nothing is lost by a reload; never what may be a card's.
const ask = (id, label, more) => {
  const options = more || {}, place = slot(id), kept = Log.read().drafts[place];
  const value = kept !== undefined ? kept : options.value || '';
  const keep = (event) => Log.change((log) => {
    if (Cards.keeps(event.target.value, label)) log.drafts[place] = event.target.value;
    else delete log.drafts[place];
  });
  const hint = options.hint ? h('p', { class: 'hint', id: `${id}-hint` }, options.hint) : '';
  const shared = { id, name: id, 'aria-describedby': options.hint ? `${id}-hint` : null, required: options.required, oninput: keep, onchange: keep };
  let input;
  if (options.options) {
    input = h('select', shared, h('option', { value: '' }, 'choose'),
      options.options.map((one) => { const [key, text] = Array.isArray(one) ? one : [one, one]; return h('option', { value: key, selected: key === value }, text); }));
  } else if (options.area) {
    input = h('textarea', Object.assign({ rows: 3 }, shared), value);
  } else {
    input = h('input', Object.assign({ type: options.type || 'text', inputmode: options.inputmode, autocomplete: 'off', value }, shared));
  }
  return h('div', { class: 'field' }, h('label', { for: id }, label, options.required === false ? h('span', { class: 'mute' }, ' (if known)') : ''), input, hint);
};
const typed = (id) => { const node = document.getElementById(id); return node ? node.value.trim() : ''; };
// The reason against a text that no field may hold.
const noCard = (label, id) => { const found = Check.card(typed(id), label); return found ? [`${label}: this looks like ${found}; never write one down`] : []; };
const forget = (ids) => Log.change((log) => { for (const id of ids) delete log.drafts[slot(id)]; });
// Everybody, and first of all those who usually have the role: on the day others may stand in.
const people = (role) => {
  const usual = (PACK.holders[role] || []).filter((id) => PACK.contacts.some((one) => one.id === id));
  return [...usual.map((id) => [id, `${name(id)} (usually)`]), ...PACK.contacts.filter((one) => !usual.includes(one.id)).map((one) => [one.id, one.name])];
};
const fieldAsk = (prefix, field) => ask(`${prefix}${field.id}`, field.label + (field.type === 'money' ? ` (${E.currency})` : ''), {
  required: field.required, options: field.type === 'choice' ? field.options : null, area: field.area,
  inputmode: { number: 'decimal', money: 'decimal', phone: 'tel' }[field.type],
});

// Every reason at once, above the fields, with the keyboard taken there.
const complain = (reasons) => {
  const box = document.getElementById('wrong');
  say('');
  box.replaceChildren(h('h2', {}, reasons.length > 1 ? 'Not saved, for these reasons' : 'Not saved'), h('ul', {}, reasons.map((one) => h('li', {}, one))));
  box.hidden = false;
  moved = true;
  focusHead();
};
const wrongBox = () => h('div', { id: 'wrong', class: 'wrong', tabindex: '-1', role: 'alert', hidden: true });

// The time it happened: now, unless somebody writes down later what was done earlier. Half a day ahead is yesterday.
const HALF_A_DAY = 12 * 3600 * 1000;
const today = () => { const day = new Date(), [hours, minutes] = typed('when').split(':').map(Number); day.setHours(hours, minutes, 0, 0); return day; };
const notYet = () => {
  const ahead = typed('when') ? today() - new Date() : 0;
  return ahead > 0 && ahead < HALF_A_DAY ? [`${typed('when')} is still to come by this device, which says ${clock(new Date().toISOString())}: leave the time empty for now`] : [];
};
const happened = () => {
  const day = typed('when') ? today() : new Date();
  if (day > new Date()) day.setDate(day.getDate() - 1);
  return { at: day.toISOString() };
};
const whenAsk = () => ask('when', 'Time it happened (empty: now)', { type: 'time', required: true });

// One act at a time: until something is on the disk nothing can be typed or pressed, and who waits is told why. The second
// tap of a slow double tap, on the very spot, is meant for the button that stood there before.
let turn = Promise.resolve(), pressed = null;
const SLOW_TAP = 700, SAME_SPOT = 40;
const again = (event) => {
  const spot = { x: event.clientX, y: event.clientY, at: event.timeStamp }, before = pressed;
  if (!event.detail) return false;
  if (before !== null && spot.at - before.at < SLOW_TAP && Math.abs(spot.x - before.x) < SAME_SPOT && Math.abs(spot.y - before.y) < SAME_SPOT) return true;
  pressed = spot;
  return false;
};
const once = (act) => (event) => {
  const app = document.getElementById('app');
  if (app.inert || again(event)) return;
  app.inert = true;
  const slow = setTimeout(() => tell('Saving …'), 300);
  const mine = Log.sync().then(() => act(event)).finally(() => {
    clearTimeout(slow);
    tell(told);
    app.inert = false;
    if (pressed) pressed.at = performance.now();
    focusHead();
  });
  turn = mine.catch((problem) => setTimeout(() => { throw problem; }));
};
// Written down, then said so: on the disk before anybody reads that it is. ``fits`` judges once more under the lock.
const put = async (entry, drafts, where, text, fits) => {
  const spot = drafts.map(slot);
  if (!(await Log.add(entry, spot, fits))) return complain(['Another window has written this down meanwhile: look at it as it is now']);
  const said = typeof text === 'function' ? text() : text;
  return where ? go(where, said) : said;
};
const button = (text, act, kind, more) => h('button', Object.assign({ type: 'button', class: kind || '', onclick: once(act) }, more || {}), text);
const bar = (...inside) => h('div', { class: 'bar' }, inside);

const setup = () => {
  const me = Log.read().me;
  const save = async () => {
    const wrong = [];
    if (!typed('me')) wrong.push('Choose who you are');
    if (!typed('initials')) wrong.push('Write your initials');
    wrong.push(...noCard('Your initials', 'initials'));
    if (wrong.length) return complain(wrong);
    const wall = typed('wall'), drafts = ['me', 'initials', 'wall'];
    await Log.keep((log) => { log.me = { id: typed('me'), initials: typed('initials') }; });
    if (wall) return put({ kind: 'clock', wall }, drafts, { view: 'steps' });
    forget(drafts);
    return go({ view: 'steps' });
  };
  return [h('h1', { tabindex: '-1' }, 'Who are you?'),
    h('p', {}, `This is the pack of the ${E.role_title.toLowerCase()}. It works without a network. What you write stays on this device until you give the file to whoever keeps the record.`),
    wrongBox(),
    ask('me', 'Your name', { options: people(), value: me.id }),
    ask('initials', 'Your initials', { value: me.initials }),
    ask('wall', `This device says ${clock(new Date().toISOString())}. What does the clock on the wall say?`, { type: 'time', required: false, hint: 'Only if the two differ.' }),
    bar(button('Begin', save, 'go'))];
};

const stepLine = (step, state, log) => {
  const key = keyNow(step, log), now = state.steps[key] || { status: 'ready' };
  const round = step.rounds ? ` · round ${key.match(/#(\d+)(?!.*#)/)[1]}` : '';
  return h('li', {}, h('button', { type: 'button', class: `line ${now.status.replace(' ', '-')}`, onclick: once(() => go({ view: 'step', step: step.key })) },
    h('span', { class: 'circle', 'aria-hidden': 'true' }, now.status === 'done' ? '⁄' : '', h('i', {}, step.number)),
    h('span', {}, h('b', {}, h('span', { class: 'only' }, `Step ${step.number}: `), step.do),
      h('small', {}, `${SIGNS[now.status]} ${now.status}${now.at ? ` ${clock(now.at)}` : ''}${now.initials ? ` ${now.initials}` : ''}${round}`))));
};
const stepsView = (log, state) => [h('h1', { tabindex: '-1' }, E.title),
  h('p', { class: 'where' }, 'Read a step, do it, mark it. Lost your place? Look for the last one that is done.'),
  PACK.parts.map((part) => h('section', {}, part.title ? h('h2', {}, part.title) : '', part.note ? h('p', { class: 'note' }, part.note) : '',
    h('ol', { class: 'steps' }, part.steps.map((step) => stepLine(step, state, log)))))];
