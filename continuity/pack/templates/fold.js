// What the log comes to: steps, numbers, batches. Always worked out anew from the entries.
const fold = (log) => {
  const steps = {}, numbers = {}, order = [], batches = [];
  const step = (key) => steps[key] || (steps[key] = { status: 'ready', notes: [] });
  for (const entry of log.entries) {
    if (entry.kind === 'start') Object.assign(step(entry.key), { status: 'in progress', reason: '', since: entry.at, by: entry.person });
    if (entry.kind === 'finish') {
      const wanted = STEP_OF(entry.key);
      Object.assign(step(entry.key), { status: wanted && wanted.sign ? 'to sign' : 'done', at: entry.at, by: entry.person, initials: entry.initials, answers: entry.answers, reason: '' });
    }
    if (entry.kind === 'block') Object.assign(step(entry.key), { status: 'blocked', at: entry.at, reason: entry.reason });
    if (entry.kind === 'unblock') Object.assign(step(entry.key), { status: 'in progress', reason: '' });
    if (entry.kind === 'skip') Object.assign(step(entry.key), { status: 'skipped', at: entry.at, reason: entry.reason });
    if (entry.kind === 'reopen') {
      Object.assign(step(entry.key), { status: 'in progress', reason: entry.reason });
      // A header that is taken up again lets its forms go; its own number is spoiled.
      const place = batches.map((one) => one.key).lastIndexOf(entry.key);
      if (place >= 0) {
        batches[place].withdrawn = true;
        for (const number of Object.keys(numbers)) if (numbers[number].batch === place + 1) delete numbers[number].batch;
      }
    }
    if (entry.kind === 'sign') Object.assign(step(entry.key), { status: 'done', signed: entry.person });
    if (entry.kind === 'note' && entry.key) step(entry.key).notes.push(entry.text);
    if (entry.kind === 'capture') { numbers[entry.number] = { state: 'used', entry }; order.push(entry.number); }
    if (entry.kind === 'finish' || entry.kind === 'batch') {
      const given = entry.control;
      if (given && given.count) {
        batches.push(Object.assign({ name: entry.name || '', key: entry.key || '', at: entry.at }, given));
        for (const number of given.numbers) if (numbers[number]) numbers[number].batch = batches.length;
      }
    }
    if (entry.kind === 'void') numbers[entry.number] = { state: 'void', entry };
  }
  return { steps, numbers, order, batches };
};

// Count, totals by currency and the sum of the running numbers over these forms.
const control = (numbers, state) => {
  const e = PACK.edition, sequence = Object.fromEntries(PACK.blanks.map((blank) => [blank.number, blank.sequence]));
  let total = 0, hash = 0;
  for (const number of numbers) {
    const entry = state.numbers[number].entry, form = PACK.forms.find((one) => one.id === entry.form);
    for (const field of form.fields) if (field.total && entry.fields[field.id]) total += Check.money(entry.fields[field.id], e.currency, e.minor_units);
    hash += sequence[number];
  }
  return { numbers, count: numbers.length, totals: { [e.currency]: total }, hash_total: hash };
};
const unbatched = (state, form) => Object.keys(state.numbers)
  .filter((number) => state.numbers[number].state === 'used' && !state.numbers[number].batch && (!form || state.numbers[number].entry.form === form))
  .sort();

const STEPS = PACK.parts.flatMap((part) => part.steps.map((step) => Object.assign({ part }, step)));
const bareKey = (key) => key.replace(/#\d*/g, '#');
const STEP_OF = (key) => STEPS.find((step) => step.key === bareKey(key));
// The key of a step in the round that each repeat around it is in.
const keyNow = (step, log) => {
  let out = '';
  step.key.split('#').forEach((piece, at, all) => {
    out += piece;
    if (at < all.length - 1) out += `#${log.rounds[out] || 1}`;
  });
  return out;
};
