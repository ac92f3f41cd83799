// One step, one screen.
const spoken = (script) => [h('blockquote', {}, script.text), script.by ? h('p', {}, h('b', {}, 'By: '), script.by) : '', script.again ? h('p', {}, script.again) : ''];
const facts = (step) => [
  step.wait ? h('p', { class: 'wait' }, h('b', {}, 'First: '), step.wait, '.') : '',
  step.careful.length ? h('ul', { class: 'careful' }, step.careful.map((one) => h('li', {}, h('b', {}, 'Careful: '), one, '.'))) : '',
  step.drill ? h('p', {}, h('b', {}, 'Drill: '), step.drill, '.') : '',
  step.acts.length ? h('ul', {}, step.acts.map((one) => h('li', {}, one))) : '',
  step.script ? spoken(PACK.scripts.find((one) => one.letter === step.script)) : '',
  step.until ? h('p', {}, h('b', {}, 'Go on until '), step.until, '.') : '',
  step.expect ? h('div', { class: 'expect' }, h('span', {}, step.signs ? 'Your name means' : 'You are right when'), step.expect) : '',
  step.if_not ? h('p', {}, h('b', {}, 'If not: '), step.if_not, '.') : '',
];
const after = (step) => { const next = STEPS[STEPS.findIndex((one) => one.key === step.key) + 1]; return next ? { view: 'step', step: next.key } : { view: 'steps' }; };
const answersOf = (step) => Object.fromEntries(step.fields.map((one) => [one.id, typed(`a-${one.id}`)]).filter(([, text]) => text));

const controlAsk = (step, state) => {
  if (!step.batch) return '';
  const own = control(unbatched(state, step.batch), state), any = own.count > 0;
  return h('fieldset', {}, h('legend', {}, 'Batch header'),
    h('p', { class: 'hint' }, any ? 'Counted from the forms on this device. Add what lies on paper.' : 'No form waiting? Leave all three empty.'),
    ask('c-count', 'Forms', { inputmode: 'numeric', value: any ? String(own.count) : '', required: true }),
    ask('c-total', `Total (${E.currency})`, { inputmode: 'decimal', value: any ? amount(own.totals[E.currency]).replace(` ${E.currency}`, '') : '', required: true }),
    ask('c-sum', 'Sum of the running numbers', { inputmode: 'numeric', value: any ? String(own.hash_total) : '', required: true, hint: `The middle part of each form number, added up: ${(PACK.forms[0] || { prefix: 'M26-' }).prefix}0416-3 counts as 416.` }));
};
const controlOf = (step, state, wrong) => {
  if (!step.batch) return undefined;
  if (!(typed('c-count') || typed('c-total') || typed('c-sum'))) {
    const waiting = unbatched(state, step.batch).length;
    if (waiting) wrong.push(`Forms: ${waiting} on this device wait for a batch; count them in`);
    return undefined;
  }
  const total = Check.money(typed('c-total') || '-', E.currency, E.minor_units), own = control(unbatched(state, step.batch), state);
  if (!/^\d{1,4}$/.test(typed('c-count'))) wrong.push('Forms: a whole number');
  if (total === null) wrong.push(`Total: not an amount in ${E.currency}; write it like 1180.00`);
  if (!/^\d{1,9}$/.test(typed('c-sum'))) wrong.push('Sum of the running numbers: a whole number');
  const count = +typed('c-count'), here = own.totals[E.currency];
  if (count < own.count) wrong.push(`Forms: ${own.count} are on this device alone; add what lies on paper`);
  else if (count === own.count && total !== null && total !== here) wrong.push(`Total: the ${own.count} forms on this device add up to ${amount(here)}`);
  else if (count === own.count && +typed('c-sum') !== own.hash_total) wrong.push(`Sum of the running numbers: those on this device add up to ${own.hash_total}`);
  return { numbers: own.numbers, count: +typed('c-count'), totals: { [E.currency]: total }, hash_total: +typed('c-sum') };
};

const finish = (step, key, state) => {
  const open = { ready: true, 'in progress': true }[(state.steps[key] || { status: 'ready' }).status];
  if (!open) return go({ view: 'step', step: step.key }, 'This is written down already.');
  const wrong = notYet().concat(step.fields.map((one) => Check.field(one, typed(`a-${one.id}`), E, true)).filter(Boolean));
  const given = controlOf(step, state, wrong);
  if (wrong.length) return complain(wrong);
  const entry = Object.assign({ kind: 'finish', key, answers: answersOf(step) }, happened(), given ? { control: given } : {});
  const drafts = ['when', 'c-count', 'c-total', 'c-sum', ...step.fields.map((one) => `a-${one.id}`)];
  const isOpen = (entries) => !['done', 'to sign', 'skipped'].includes((fold({ entries }).steps[key] || {}).status);
  if (step.batch && step.rounds && !given) return put(entry, drafts, null, () => toRound(step, key, +1, 'no form waited'), isOpen);
  if (endsRound(step)) return put(entry, drafts, { view: 'step', step: step.key }, `Round of ${clock(entry.at)} saved. Next round when its time has come.`, isOpen);
  return put(entry, drafts, step.sign ? { view: 'step', step: step.key } : after(step), `Step ${step.number} saved.`, isOpen);
};
const hasLeft = (step, key) => sameRound(step).some((one) => one.key !== step.key && (fold(Log.read()).steps[keyNow(one, Log.read())] || {}).status === 'done');
const reasonView = (step, key) => {
  const kinds = {
    block: ['What is in the way?', 'Blocked', 'block'], skip: ['Why is the step left out?', 'Skip the step', 'skip'],
    note: ['Note', 'Save the note', 'note'], reopen: ['Why is it taken up again?', 'Take it up again', 'reopen'],
  }, [question, word, kind] = kinds[at.why];
  const second = kind === 'skip' && step.critical;
  const save = () => {
    const text = typed('reason'), wrong = notYet();
    if (!text) wrong.push('Write a few words');
    wrong.push(...noCard('In a few words', 'reason'));
    if (second && !typed('second')) wrong.push('This step is critical: a second person has to agree');
    if (second && typed('second') === Log.read().me.id) wrong.push('The second person is somebody else');
    if (wrong.length) return complain(wrong);
    const entry = Object.assign({ kind, key }, happened(), kind === 'note' ? { text } : { reason: text }, second ? { second: typed('second') } : {});
    return put(entry, ['reason', 'second', 'when'], { view: 'step', step: step.key }, 'Saved.');
  };
  return [h('h1', { tabindex: '-1' }, question), h('p', { class: 'where' }, `Step ${step.number}: ${step.do}`), wrongBox(),
    ask('reason', 'In a few words', { area: true, required: true, hint: 'Never a card number.' }),
    kind === 'reopen' && step.batch && hasLeft(step, key) ? h('p', { class: 'critical' }, 'This header has left already. What was handed over stays as it was: put the change into the next batch.') : '',
    second ? ask('second', 'Who agrees', { options: people(), required: true }) : '', whenAsk(),
    bar(button(word, save, 'go'), button('Back', () => go({ view: 'step', step: step.key })))];
};
const signView = (step, key) => {
  const doer = (fold(Log.read()).steps[key] || {}).by;
  const save = () => {
    const wrong = notYet();
    if (!typed('signer')) wrong.push('Choose who signs');
    if (!typed('signer-initials')) wrong.push('Write the initials of whoever signs');
    wrong.push(...noCard('Initials', 'signer-initials'));
    if (step.sign.not_the_doer && typed('signer') === doer) wrong.push(`${name(doer)} did this step; somebody else has to look`);
    if (wrong.length) return complain(wrong);
    const entry = Object.assign({ kind: 'sign', key }, happened(), { person: typed('signer'), initials: typed('signer-initials'), role: step.sign.role });
    return put(entry, ['signer', 'signer-initials', 'when'], after(step), `Step ${step.number} is signed.`);
  };
  return [h('h1', { tabindex: '-1' }, `${step.sign.role_title}: sign here`), h('p', {}, 'Your name means: ', h('b', {}, step.sign.meaning), '.'), wrongBox(),
    ask('signer', 'Who signs', { options: people(step.sign.role), required: true }), ask('signer-initials', 'Initials', { required: true }), whenAsk(),
    bar(button('Sign', save, 'go'), button('Back', () => go({ view: 'step', step: step.key })))];
};

const acts = (step, key, now) => {
  const why = (kind) => () => go({ view: 'step', step: step.key, why: kind });
  const mark = (kind, text) => () => (notYet().length ? complain(notYet()) : put(Object.assign({ kind, key }, happened()), ['when'], { view: 'step', step: step.key }, text));
  if (step.signs && now.status !== 'done') return [button('Sign', () => put(Object.assign({ kind: 'sign', key, role: E.role }, happened()), [], after(step), 'Signed.'), 'go'), button('Note', why('note'))];
  if (now.status === 'to sign') return [button('Sign', () => go({ view: 'step', step: step.key, why: 'sign' }), 'go'), button('Note', why('note')), button('Reopen', why('reopen'))];
  if (now.status === 'blocked') return [button('Free again', mark('unblock', 'Free again.'), 'go'), button('Note', why('note')), button('Skip', why('skip'), '', { disabled: step.never_skipped })];
  if (now.status === 'done' || now.status === 'skipped') {
    const next = endsRound(step) ? button('Next round', () => toRound(step, key, +1), 'go') : button('Next step', () => go(after(step)), 'go');
    return [next, button('Note', why('note')), button('Reopen', why('reopen'))];
  }
  return [button('Done', () => finish(step, key, fold(Log.read())), 'go'), button('Note', why('note')), button('Blocked', why('block'), 'stop')];
};
// What is needed less often stands in the page, so that the three large buttons keep their place.
const beside = (step, key, now) => h('p', { class: 'beside' },
  now.status === 'ready' ? button('Start', () => (notYet().length ? complain(notYet()) : put(Object.assign({ kind: 'start', key }, happened()), ['when'], { view: 'step', step: step.key }, `Started ${clock(happened().at)}.`))) : '',
  step.never_skipped ? '' : button('Skip', () => go({ view: 'step', step: step.key, why: 'skip' })));
// The repeat that a step is in, its steps of this role, and whether it is the last of them.
const repeatOf = (key) => key.slice(0, key.lastIndexOf('#'));
const sameRound = (step) => STEPS.filter((one) => one.rounds && repeatOf(one.key) === repeatOf(step.key));
const endsRound = (step) => step.rounds && sameRound(step).pop().key === step.key;
const roundNow = (key) => +key.slice(key.lastIndexOf('#') + 1).split('/')[0];
const toRound = async (step, key, by, why) => {
  const round = roundNow(key) + by;
  await Log.keep((log) => { log.rounds[repeatOf(key)] = round; });
  return go({ view: 'step', step: (by > 0 ? sameRound(step)[0] : step).key }, `${why ? `Round ${round - by}: ${why}. ` : ''}Round ${round}${why ? ' when its time has come' : ''}.`);
};
const betweenRounds = (step, key) => (step.rounds && roundNow(key) > 1
  ? h('p', { class: 'beside' }, button(`Back to round ${roundNow(key) - 1}`, () => toRound(step, key, -1))) : '');
const stepView = (log, state) => {
  const step = STEPS.find((one) => one.key === at.step), key = keyNow(step, log), now = state.steps[key] || { status: 'ready', notes: [] };
  if (at.why === 'sign') return signView(step, key);
  if (at.why) return reasonView(step, key);
  const open = now.status === 'ready' || now.status === 'in progress';
  const round = step.rounds ? ` · round ${roundNow(key)}` : '';
  return [h('p', { class: 'where' }, `${step.part.title ? `${step.part.title} · ` : ''}step ${step.number} of ${STEPS.length}${round}${step.within ? ` · within ${step.within}` : ''}`),
    h('h1', { tabindex: '-1' }, step.do), step.critical ? h('p', { class: 'critical' }, 'Critical: nothing goes on without this step.') : '',
    h('p', { class: 'state' }, `${SIGNS[now.status]} ${now.status}${now.at ? ` ${clock(now.at)}` : now.since ? ` since ${clock(now.since)}` : ''}${now.by ? `, ${name(now.by)}` : ''}${now.signed ? `, signed by ${name(now.signed)}` : ''}${now.reason && !open ? `: ${now.reason}` : ''}`),
    wrongBox(), facts(step),
    now.notes.length ? h('ul', {}, now.notes.map((one) => h('li', {}, 'Note: ', one))) : '',
    step.records && open ? h('p', {}, button('Write an order on the next form', () => go({ view: 'form', form: step.records }), 'wide')) : '',
    step.later ? h('p', { class: 'note' }, 'This is done at the terminal, once the system works again. Mark it here only when the terminal is not within reach.') : '',
    open && !step.signs ? step.fields.map((one) => fieldAsk('a-', one)) : '', open ? controlAsk(step, state) : '',
    open && !step.signs ? [whenAsk(), beside(step, key, now)] : '', betweenRounds(step, key), bar(acts(step, key, now))];
};
