// What was written on this device: kept in the browser's storage, counted, and given out with a digest.
const sha256 = (text) => {
  const K = [], H = [], bytes = [...new TextEncoder().encode(text)], size = bytes.length * 8;
  const root = (n, power) => (Math.pow(n, power) % 1) * 4294967296 | 0;
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) { if (H.length < 8) H.push(root(n, 1 / 2)); K.push(root(n, 1 / 3)); }
  }
  bytes.push(128);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(Math.floor(size / Math.pow(2, shift)) & 255);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let from = 0; from < bytes.length; from += 64) {
    const w = [], s = H.slice();
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = (bytes[from + 4 * i] << 24) | (bytes[from + 4 * i + 1] << 16) | (bytes[from + 4 * i + 2] << 8) | bytes[from + 4 * i + 3];
      else {
        const a = w[i - 15], b = w[i - 2];
        w[i] = (w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
      }
      const one = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i]) | 0;
      const two = ((turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
      s.unshift((one + two) | 0); s[4] = (s[4] + one) | 0; s.pop();
    }
    s.forEach((word, i) => { H[i] = (H[i] + word) | 0; });
  }
  return H.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
};

// Names in order, no blanks: the same bytes as RFC 8785 for texts and whole numbers, which is all there is here.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
};

// Two places keep the log. The browser's database has it on the disk before anything is said to be saved, and puts the
// entries of several windows one after the other. The browser's plain storage follows: it answers at once, holds what is
// being typed, and tells other windows; but it reaches the disk only seconds later.
const Log = ((pack) => {
  const KEY = `continuity-pack-${pack.edition.copy}-${pack.edition.sha256.slice(0, 16)}-${pack.edition.stamp}`;
  const PATIENCE = 4000;
  // ``seen`` is the plain storage's text as we know it; ``pending`` are entries that neither place has taken yet.
  let log = null, seen = null, base = null, pending = [], kept = 'disk';
  const fresh = () => {
    const random = new Uint8Array(8), named = () => [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    do {
      if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(random);
      else random.forEach((_, at) => { random[at] = Math.floor(Math.random() * 256); });
    } while (Cards.found(named()));
    return { device: named(), entries: [], me: {}, drafts: {}, rounds: {}, exported: 0 };
  };
  const parsed = (text) => { try { const one = JSON.parse(text); return Array.isArray(one.entries) ? one : null; } catch (problem) { return null; } };
  const plain = () => { try { return localStorage.getItem(KEY); } catch (problem) { return null; } };
  const write = () => {
    const text = JSON.stringify(log);
    try {
      localStorage.setItem(KEY, text);
      seen = localStorage.getItem(KEY);
    } catch (problem) { return false; }
    return seen === text;
  };
  // What another window has written counts, unless it is short of something that we have.
  const refresh = () => {
    const text = plain();
    if (text !== null && text !== seen) {
      const other = parsed(text);
      seen = text;
      if (other && (!log || other.entries.length >= log.entries.length)) log = other;
    }
    return log || (log = fresh());
  };
  const counted = (entries, more) => entries.concat(more.map((one, at) => Object.assign({}, one, { counter: entries.length + at + 1 })));
  const read = () => { const now = refresh(); return pending.length ? Object.assign({}, now, { entries: counted(now.entries, pending.map((one) => one.entry)) }) : now; };
  const change = (edit) => { edit(refresh()); write(); };
  const bare = (one) => canonical(Object.assign({}, one, { counter: 0 }));
  const without = (entries) => { const held = new Set(entries.map(bare)); return (one) => !held.has(bare(one)); };

  const patiently = (act) => new Promise((done, fail) => { setTimeout(() => fail(new Error('no answer')), PATIENCE); act(done, fail); });
  const open = () => patiently((done, fail) => {
    const asked = indexedDB.open('continuity-pack', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('logs');
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  // Under the lock of the database: what is there, then what is not there yet; what is being typed stays out of it.
  const store = () => patiently((done, fail) => {
    const turn = base.transaction('logs', 'readwrite', { durability: 'strict' }), logs = turn.objectStore('logs'), asked = logs.get(KEY);
    let now = null;
    asked.onsuccess = () => {
      const ours = refresh(), theirs = asked.result;
      const longer = theirs && theirs.entries.length >= ours.entries.length ? theirs : ours;
      const missing = pending.filter((one) => without(longer.entries)(one.entry));
      const fitting = missing.filter((one) => !one.fits || one.fits(longer.entries));
      for (const one of missing) one.refused = !fitting.includes(one);
      const entries = counted(longer.entries, fitting.map((one) => one.entry));
      const me = ours.me.id || !theirs ? ours.me : theirs.me, rounds = Object.assign({}, theirs ? theirs.rounds : {}, ours.rounds);
      now = Object.assign({}, ours, { device: longer.device, entries, me, rounds });
      logs.put(Object.assign({}, now, { drafts: {} }), KEY);
    };
    turn.oncomplete = () => done({ now, disk: turn.durability === 'strict' });
    turn.onabort = turn.onerror = () => fail(turn.error);
  });
  const cleared = (drafts, spots) => Object.fromEntries(Object.entries(drafts).filter(([spot]) => !spots.includes(spot)));
  const settle = async () => {
    const given = pending, spots = given.flatMap((one) => one.spots), before = refresh().entries.length;
    try {
      const stored = await store();
      // More than we knew of, and nothing of ours: it was saved and the window ended before it could forget what was typed.
      const late = !given.length && stored.now.entries.length > before;
      log = Object.assign({}, stored.now, { drafts: late ? {} : cleared(refresh().drafts, given.some((one) => one.refused) ? [] : spots) });
      // A browser that knows no durable commit has it in its database, and on the disk at its own time.
      [pending, kept] = [pending.filter((one) => !given.includes(one)), stored.disk ? 'disk' : 'soon'];
      write();
    } catch (problem) {
      const now = read(), old = log;
      log = Object.assign({}, now, { drafts: cleared(now.drafts, spots) });
      if (write()) [pending, kept] = [pending.filter((one) => !given.includes(one)), 'soon'];
      else [log, kept] = [Object.assign({}, old, { drafts: log.drafts }), 'no'];
    }
  };
  // Before anything is judged: what other windows have put into the database.
  const sync = async () => {
    if (!base) return;
    try {
      const theirs = await patiently((done, fail) => {
        const asked = base.transaction('logs').objectStore('logs').get(KEY);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
      if (theirs && theirs.entries.length > refresh().entries.length) log = Object.assign({}, log, { device: theirs.device, entries: theirs.entries });
    } catch (problem) { /* What was known goes on to hold. */ }
  };
  // Comes back when the entry is on the disk, or when it is known that it is not; false where it does not fit any more.
  // ``spots`` are the drafts that it was typed in.
  const add = async (entry, spots, fits) => {
    const now = new Date().toISOString(), me = refresh().me;
    const whole = Object.assign({ at: now, saved_at: now, person: me.id, initials: me.initials }, entry);
    const one = { entry: whole, spots: spots || [], fits, refused: false };
    pending = [...pending, one];
    await settle();
    return !one.refused;
  };
  // Who writes here, and in which round: on the disk as well.
  const keep = async (edit) => { change(edit); await settle(); };
  const exported = () => {
    const whole = read(), e = pack.edition;
    const out = {
      format: 'pack-log/1', device: whole.device, exported_at: new Date().toISOString(), entries: whole.entries,
      pack: { copy: e.copy, sha256: e.sha256, runbook: e.runbook, role: e.role, mode: e.mode, site: e.site, stamp: e.stamp },
    };
    out.digest = sha256(canonical(out));
    return out;
  };
  const ready = (async () => {
    try {
      base = await open();
      base.onversionchange = () => base.close();
    } catch (problem) { base = null; }
    await settle();
  })();
  // Whether another window has written what this one has not read yet.
  const isBehind = () => { const text = plain(); return text !== null && text !== seen; };
  return { KEY, ready, sync, read, change, keep, add, exported, isBehind, kept: () => kept };
})(PACK);
