// Forms, totals, people, and the way out: the file.
const blanksOf = (form, state) => PACK.blanks.filter((one) => one.form === form && !state.numbers[one.number]);
const summary = (state) => {
  const used = state.order.filter((number) => state.numbers[number].state === 'used');
  return `${used.length} so far, ${amount(used.length ? control(used, state).totals[E.currency] : 0)}`;
};
const approver = (form) => {
  for (const [field, most, role] of form.above) {
    const minor = Check.money(typed(`f-${field}`) || '0', E.currency, E.minor_units);
    if (minor !== null && minor > most) return { field, most, role };
  }
  return null;
};
const isFree = (number) => (entries) => !entries.some((one) => one.number === number && (one.kind === 'capture' || one.kind === 'void'));
const isNotVoid = (number) => (entries) => !entries.some((one) => one.number === number && one.kind === 'void');
const KEPT = { disk: 'is on this device', soon: 'is in this browser', no: 'is in this window only' };
const LOSES = {
  soon: 'This browser writes to the disk only after a while: a flat battery may take what you wrote last. Save the file after each step (Log).',
  no: 'This device does not keep what you write: it is gone when the window closes. Save the file after each step (Log).',
};
const capture = (form) => {
  const found = Check.number(form, typed('f-number')), state = fold(Log.read()), wrong = notYet();
  if (found.wrong) wrong.push(found.wrong);
  else if (!PACK.blanks.some((one) => one.number === found.number && one.form === form.id)) wrong.push(`${found.number} is not among the forms of this copy`);
  else if (state.numbers[found.number]) wrong.push(`${found.number} is ${state.numbers[found.number].state} already; take the next form`);
  const fields = Object.fromEntries(form.fields.map((one) => [one.id, typed(`f-${one.id}`)]).filter(([, text]) => text));
  wrong.push(...form.fields.map((one) => Check.field(one, fields[one.id] || '', E, false)).filter(Boolean));
  const identify = form.fields.filter((one) => one.identifies);
  if (identify.length > 1 && identify.filter((one) => fields[one.id]).length < 2) wrong.push(`Two ways to tell the customer apart are needed: ${identify.map((one) => one.label).join(', ')}`);
  if (!Object.keys(fields).length && told.startsWith('✓')) return say(told);
  const over = approver(form), by = typed('f-approved');
  if (over && !by) wrong.push(`Over ${amount(over.most)} somebody has to say yes: choose who did`);
  if (over && by === Log.read().me.id && over.role !== E.role) wrong.push('Nobody says yes to an order of their own: ask whoever decides above that amount');
  if (state.numbers[found.number]) {
    // Another window was quicker: what is typed stays, on the next form.
    Log.change((log) => { delete log.drafts['f-number']; });
    show();
  }
  if (wrong.length) return complain(wrong);
  const entry = Object.assign({ kind: 'capture', form: form.id, number: found.number, fields }, happened(), over ? { approved_by: by } : {});
  const drafts = ['f-number', 'f-approved', 'when', ...form.fields.map((one) => `f-${one.id}`)];
  return put(entry, drafts, { view: 'form', form: form.id }, () => `✓ ${found.number} ${KEPT[Log.kept()]}. ${summary(fold(Log.read()))}.`, isFree(found.number));
};
const formView = (log, state) => {
  const form = PACK.forms.find((one) => one.id === at.form), left = blanksOf(form.id, state);
  if (!left.length) return [h('h1', { tabindex: '-1' }, 'No form is left'), h('p', {}, `Every number of this copy is used. ${PACK.more_forms}.`)];
  const draft = left.some((one) => one.number === log.drafts['f-number']) ? log.drafts['f-number'] : '';
  return [h('p', { class: 'where' }, `${form.title} · ${left.length} forms left`), h('h1', { tabindex: '-1' }, 'Write an order down'), wrongBox(),
    h('fieldset', { oninput: () => { document.getElementById('yes').hidden = !approver(form); } }, h('legend', {}, 'Form ', h('span', { class: 'no' }, draft || left[0].number)),
      ask('f-number', 'Number on the form', { value: left[0].number, required: true, hint: ['Take them in order; the next one is ', h('span', { class: 'whole' }, `${left[0].number}.`)] }),
      form.fields.map((one) => fieldAsk('f-', one)),
      h('div', { id: 'yes', hidden: !log.drafts['f-approved'] && !approverDraft(form, log) }, ask('f-approved', 'Who said yes to the amount', { options: people(form.above.length ? form.above[0][2] : ''), required: true })),
      form.limits.map((one) => h('p', { class: 'hint' }, one, '.')), h('p', { class: 'hint' }, 'Never write down a card number or a security code.')),
    whenAsk(), bar(button('Save, next', () => capture(form), 'go'), button('Void', () => go({ view: 'void', form: form.id }), 'stop'), button('Steps', () => go({ view: 'steps' })))];
};
const approverDraft = (form, log) => form.above.some(([field, most]) => (Check.money(log.drafts[`f-${field}`] || '0', E.currency, E.minor_units) || 0) > most);
const voidView = (log) => {
  const form = PACK.forms.find((one) => one.id === at.form);
  const save = () => {
    const found = Check.number(form, typed('v-number')), now = fold(Log.read()), known = now.numbers[found.number] || {}, wrong = notYet();
    if (found.wrong) wrong.push(found.wrong);
    else if (!PACK.blanks.some((one) => one.number === found.number)) wrong.push(`${found.number} is not among the forms of this copy`);
    else if (known.state === 'void') wrong.push(`${found.number} is void already`);
    else if (known.batch) wrong.push(`${found.number} left with a batch; cancel the order where it went`);
    if (!typed('v-reason')) wrong.push('Say why');
    wrong.push(...noCard('Why', 'v-reason'));
    if (!typed('v-witness') || typed('v-witness') === log.me.id) wrong.push('A witness is somebody else; choose one');
    if (wrong.length) return complain(wrong);
    const entry = Object.assign({ kind: 'void', number: found.number, reason: typed('v-reason'), witness: typed('v-witness') }, happened());
    return put(entry, ['v-number', 'v-reason', 'v-witness', 'when'], { view: 'form', form: form.id }, `${found.number} is void. Keep the paper.`, isNotVoid(found.number));
  };
  return [h('h1', { tabindex: '-1' }, 'A form is spoiled'), h('p', {}, 'Write VOID across the paper and keep it.'), wrongBox(),
    ask('v-number', 'Number on the form', { required: true }), ask('v-reason', 'Why', { required: true }), ask('v-witness', 'Witness', { options: people(), required: true }), whenAsk(),
    bar(button('Make it void', save, 'stop'), button('Back', () => go({ view: 'form', form: form.id })))];
};

// One number for each batch, however many receivers have a header of it.
const HEADERS = [...new Set(PACK.headers.map((one) => one.number))];
const totalsView = (log, state) => {
  const waiting = unbatched(state), open = control(waiting, state);
  const close = () => {
    const header = HEADERS[state.batches.length] || `${E.copy}-${state.batches.length + 1}`;
    return put({ kind: 'batch', name: header, control: open }, [], { view: 'totals' }, `Batch ${header}: ${open.count} forms, ${amount(open.totals[E.currency])}, sum ${open.hash_total}.`);
  };
  const figures = (title, one) => h('section', { class: 'card' }, h('h2', {}, title), h('dl', { class: 'figures' },
    h('div', {}, h('dt', {}, 'Forms'), h('dd', {}, String(one.count))), h('div', {}, h('dt', {}, 'Total'), h('dd', {}, amount(one.totals[E.currency] || 0))),
    h('div', {}, h('dt', {}, 'Sum of the numbers'), h('dd', {}, String(one.hash_total)))), one.numbers.length ? h('p', { class: 'hint' }, one.numbers.join(', ')) : '');
  return [h('h1', { tabindex: '-1' }, 'Totals'), figures('Forms in no batch yet', open),
    open.count ? h('p', {}, button('Give these away as a batch', close, 'wide')) : '',
    state.batches.map((one, number) => figures(`Batch ${one.name || number + 1}, ${clock(one.at)}${one.withdrawn ? ', taken up again' : ''}`, one))];
};
const peopleView = () => [h('h1', { tabindex: '-1' }, 'Whom to call'),
  h('ul', { class: 'people' }, PACK.contacts.map((one) => h('li', {}, h('b', {}, one.name), one.team ? h('span', { class: 'mute' }, ` ${one.team}`) : '',
    one.phone ? h('a', { href: `tel:${one.phone.replace(/[^+\d]/g, '')}` }, one.phone) : '', one.deputy ? h('small', {}, `No answer: ${one.deputy}${one.deputy_phone ? `, ${one.deputy_phone}` : ''}`) : ''))),
  PACK.channels.length ? [h('h2', {}, 'Other ways'), h('ul', {}, PACK.channels.map((one) => h('li', {}, h('b', {}, `${one.label}: `), one.text)))] : '',
  PACK.extracts.map((one) => [h('h2', {}, one.title), h('p', { class: one.stale ? 'critical' : 'mute' }, `As of ${one.as_of}. ${one.stale}`),
    h('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': one.title }, h('table', {}, h('thead', {}, h('tr', {}, one.columns.map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, one.rows.map((row) => h('tr', {}, row.map((cell) => h('td', {}, cell)))))))])];
const dayIfOther = (iso) => (new Date(iso).toDateString() === new Date().toDateString() ? '' : `${new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} `);
const counted = (one) => (one.control ? `: ${one.control.count} forms, ${amount(one.control.totals[E.currency] || 0)}, sum ${one.control.hash_total}` : '');
const roundOf = (key) => (/#\d/.test(key) ? `, round ${key.match(/#(\d+)(?!.*#)/)[1]}` : '');
const words = (one) => ({ start: 'started', finish: `done${counted(one)}`, block: `blocked: ${one.reason}`, unblock: 'free again', skip: `skipped: ${one.reason}`, reopen: `taken up again: ${one.reason}`,
  note: `note: ${one.text}`, capture: `form ${one.number}`, void: `void ${one.number}`, sign: 'signed', clock: `wall clock said ${one.wall}`, batch: `batch ${one.name}${counted(one)}` })[one.kind];
const logView = (log) => {
  const give = () => {
    const file = `pack-copy-${E.copy}-${log.device.slice(0, 6)}-${Log.read().entries.length}.json`;
    const link = h('a', { href: URL.createObjectURL(new Blob([JSON.stringify(Log.exported(), null, 1)], { type: 'application/json' })), download: file });
    document.body.append(link); link.click(); link.remove();
    Log.change((kept) => { kept.exported = kept.entries.length; });
    go({ view: 'log' }, `${file} was given to your downloads. Hand it to whoever keeps the record.`);
  };
  const unsaved = log.entries.length - log.exported;
  return [h('h1', { tabindex: '-1' }, 'What was written here'), h('p', {}, `${log.entries.length} entries on this device, ${unsaved} not yet in a file. Device ${log.device.slice(0, 6)}.`),
    h('p', { class: 'hint' }, 'Whoever keeps the record reads the file with: ', h('code', {}, 'continuity import pack FILE')),
    h('ol', { class: 'log' }, log.entries.map((one) => { const step = one.key ? STEP_OF(one.key) : null; return h('li', {}, h('b', {}, dayIfOther(one.at), clock(one.at)), ` ${step ? `step ${step.number}${roundOf(one.key)} ` : ''}${words(one)}`, h('span', { class: 'mute' }, ` ${one.initials || ''}`)); })),
    bar(button('Save the file', give, 'go'))];
};

const VIEWS = { steps: stepsView, step: stepView, form: formView, void: voidView, totals: totalsView, people: peopleView, log: logView, setup };
const tabs = () => [['steps', 'Steps'], ...PACK.forms.slice(0, 1).map((one) => ['form', 'Forms', one.id]), ...(PACK.forms.length ? [['totals', 'Totals']] : []), ['people', 'People'], ['log', 'Log']];
const show = () => {
  const log = Log.read(), state = fold(log);
  if (!log.me.id) at = { view: 'setup' };
  const current = at.view === 'step' ? 'steps' : at.view === 'void' ? 'form' : at.view;
  const late = new Date().toLocaleDateString('en-CA', { timeZone: E.time_zone }) > E.use_until_day;
  document.getElementById('app').replaceChildren(
    h('header', {}, h('div', { class: `band ${E.mode}` }, h('span', {}, MARK), h('span', {}, E.role_title, log.me.id ? ` · ${name(log.me.id)}` : ''))),
    log.me.id ? h('nav', { 'aria-label': 'Parts of the pack' }, tabs().map(([view, text, form]) => button(text, () => go({ view, form }), '', { 'aria-current': view === current ? 'page' : null })),
      button('Paper', () => document.documentElement.classList.add('paper'), '')) : '',
    h('main', {}, h('p', { id: 'said', class: 'saved', role: 'status' }, ''), late ? h('p', { class: 'critical' }, `Out of date: to be used until ${E.use_until}. Ask for the new edition before you begin.`) : '',
      Log.kept() === 'disk' ? '' : h('p', { class: 'critical', role: 'alert' }, LOSES[Log.kept()]),
      VIEWS[at.view](log, state)),
    h('footer', {}, `${E.title} · edition ${E.version} · check ${E.check} · copy ${E.copy} · use until ${E.use_until}${log.me.id ? '' : ''}`,
      log.me.id ? [' · ', h('button', { type: 'button', class: 'link', onclick: once(() => go({ view: 'setup' })) }, 'Not you?')] : ''));
  say(told);
};
document.documentElement.classList.add('live');
document.getElementById('back-to-page').addEventListener('click', () => { document.documentElement.classList.remove('paper'); show(); });
// What another window wrote is shown as soon as it arrives here, but never under the hands of somebody who types.
const catchUp = () => {
  if (!Log.isBehind() || document.querySelector('#app :is(input,textarea,select):focus')) return;
  moved = document.getElementById('app').contains(document.activeElement);
  show();
  focusHead();
};
window.addEventListener('storage', catchUp);
setInterval(catchUp, 1000);
Log.ready.then(show);
