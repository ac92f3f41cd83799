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

const Log = ((pack) => {
  const KEY = `continuity-pack-${pack.edition.copy}-${pack.edition.sha256.slice(0, 16)}-${pack.edition.stamp}`;
  // ``seen`` is the storage's text as we know it; ``behind``: what is in memory did not get into the storage.
  let memory = null, kept = true, seen = null, behind = false;
  const fresh = () => {
    const random = new Uint8Array(8), named = () => [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    do {
      if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(random);
      else random.forEach((_, at) => { random[at] = Math.floor(Math.random() * 256); });
    } while (Cards.found(named()));
    return { device: named(), entries: [], me: {}, drafts: {}, rounds: {}, exported: 0 };
  };
  const read = () => {
    if (behind) return memory;
    try {
      const text = localStorage.getItem(KEY);
      if (text) [memory, seen] = [JSON.parse(text), text];
    } catch (problem) { kept = false; }
    return memory || (memory = fresh());
  };
  const write = () => {
    const text = JSON.stringify(memory);
    try {
      // What another window wrote while we were behind is not written over: this window then keeps its own until it closes.
      if (!behind || localStorage.getItem(KEY) === seen) localStorage.setItem(KEY, text);
      kept = localStorage.getItem(KEY) === text;
    } catch (problem) { kept = false; }
    behind = !kept;
    if (kept) seen = text;
  };
  // Another window of this page may have written since: what is in the storage is read again before every change.
  const change = (edit) => { read(); const out = edit(memory); write(); return out; };
  const add = (entry, at) => change((log) => {
    const now = new Date().toISOString();
    const whole = Object.assign({ counter: log.entries.length + 1, at: at || now, saved_at: now, person: log.me.id, initials: log.me.initials }, entry);
    log.entries.push(whole);
    return whole;
  });
  const exported = () => {
    const log = read(), e = pack.edition;
    const out = {
      format: 'pack-log/1', device: log.device, exported_at: new Date().toISOString(), entries: log.entries,
      pack: { copy: e.copy, sha256: e.sha256, runbook: e.runbook, role: e.role, mode: e.mode, site: e.site, stamp: e.stamp },
    };
    out.digest = sha256(canonical(out));
    return out;
  };
  // Nothing is written over on opening: what another window has just written may not have arrived here.
  try { localStorage.setItem(`${KEY}-try`, '1'); localStorage.removeItem(`${KEY}-try`); } catch (problem) { kept = false; }
  read();
  // Whether another window has written what this one has not read yet.
  const isBehind = () => { try { const text = localStorage.getItem(KEY); return !behind && text !== null && text !== seen; } catch (problem) { return false; } };
  return { KEY, read, change, add, exported, isBehind, isKept: () => kept };
})(PACK);
