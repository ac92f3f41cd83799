// The same rules as at the terminal: numbers with their check digit, fields by type, no card number, amounts.
const Check = (() => {
  const TABLE = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
    '3674209581', '5869720134', '8945362017', '9438617205', '2581436790'];
  const damm = (text) => {
    let at = 0;
    for (const letter of text) {
      if (/\d/.test(letter)) at = +TABLE[at][+letter];
      else if (/[A-Za-z]/.test(letter)) {
        const two = parseInt(letter, 36);
        at = +TABLE[+TABLE[at][Math.floor(two / 10)]][two % 10];
      }
    }
    return at;
  };
  const bare = (text) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '').toUpperCase();
  const written = (form, sequence) => {
    const body = form.prefix + String(sequence).padStart(form.width, '0');
    return form.check_digit ? `${body}-${damm(body)}` : body;
  };
  const near = (form, body, check) => {
    const slips = [];
    for (let at = 0; at < body.length; at++) {
      for (const digit of '0123456789') slips.push(body.slice(0, at) + digit + body.slice(at + 1));
      if (at + 1 < body.length) slips.push(body.slice(0, at) + body[at + 1] + body[at] + body.slice(at + 2));
    }
    const fitting = slips.filter((slip) => +slip && damm(form.prefix + slip) === check);
    return fitting.sort((a, b) => Math.abs(a - body) - Math.abs(b - body))[0];
  };
  // A number as people write it: {number, sequence} or {wrong}.
  const number = (form, text) => {
    const plain = bare(text), prefix = bare(form.prefix), digits = plain.slice(prefix.length);
    const like = `Write it like ${written(form, 1)}.`;
    if (card(text)) return { wrong: `This looks like ${card(text)}, not like a form number. ${like}` };
    if (!plain.startsWith(prefix)) return { wrong: `This is no number of ours here; ours begin with ${form.prefix}` };
    if (!/^\d+$/.test(digits)) return { wrong: `After ${form.prefix} there are only digits. ${like}` };
    const body = digits.slice(0, form.width);
    if (form.check_digit && digits.length === form.width) return { wrong: 'The check digit is missing: the last digit, after the dash.' };
    if (digits.length !== form.width + (form.check_digit ? 1 : 0)) return { wrong: `${digits.length} digits after ${form.prefix}. ${like}` };
    if (form.check_digit && damm(form.prefix + body) !== +digits[form.width]) {
      const was = near(form, body, +digits[form.width]);
      return { wrong: `The check digit does not fit${was ? `; was it ${written(form, was)}?` : '.'}` };
    }
    return { number: written(form, +body), sequence: +body };
  };

  const card = Cards.found;

  // An amount in minor units, or null.
  const money = (text, currency, units) => {
    const match = /^(-)?(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(text.trim().replace(new RegExp(`${currency}$`), '').replace(/[ \u00a0]/g, ''));
    const places = String(units).length - 1, decimals = match ? match[3] || '' : '';
    if (!match || decimals.length > places) return null;
    const minor = +match[2] * units + +(decimals.padEnd(places, '0') || 0);
    return match[1] ? -minor : minor;
  };
  const shown = (minor, currency, units) => {
    const places = String(units).length - 1, rest = Math.abs(minor) % units;
    const whole = String(Math.floor(Math.abs(minor) / units)).replace(/\B(?=(\d{3})+$)/g, ' ');
    return `${minor < 0 ? '-' : ''}${whole}${places ? `.${String(rest).padStart(places, '0')}` : ''} ${currency}`;
  };
  const PHONE = /^[+(]?[0-9][0-9 ()./-]{3,}(?: ?(?:x|ext\.?|-) ?\d{1,6})?$/i;
  const isDay = (text) => /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?$/.test(text) && !isNaN(Date.parse(text.replace(' ', 'T')));
  const TYPES = {
    text: () => '',
    number: (field, text, whole) => {
      const plain = whole ? text.replace(/ /g, '') : text;
      if (!(whole ? /^\d+$/ : /^-?\d{1,12}(?:[.,]\d{1,6})?$/).test(plain)) return 'not a number; write it like 12';
      return field.some && !(+plain.replace(',', '.') > 0) ? 'an order is of more than none' : '';
    },
    money: (field, text, whole, edition) => {
      const minor = money(text, edition.currency, edition.minor_units);
      if (minor === null) return `not an amount in ${edition.currency}; write it like 1180.00`;
      return field.total && minor < 0 ? "an order's total is not below nought" : '';
    },
    choice: (field, text) => (field.options.includes(text) ? '' : `choose one of ${field.options.join(', ')}`),
    datetime: (field, text) => (isDay(text) ? '' : 'not a date and time; write it like 2026-11-22 16:30'),
    phone: (field, text) => (PHONE.test(text) ? '' : 'not a telephone number; write it like +33 2 98 00 00 00'),
  };
  // What is wrong with a field, empty when nothing is. ``whole`` for answers of steps, which take whole numbers only.
  const field = (one, value, edition, whole) => {
    const text = value.trim();
    if (card(text, one.label)) return `${one.label}: this looks like ${card(text, one.label)}; never write one down`;
    if (!text) return one.required ? `${one.label} is missing` : '';
    if (text.length > 2000) return `${one.label} is longer than 2000 characters`;
    const wrong = TYPES[one.type](one, text, whole, edition);
    return wrong ? `${one.label}: ${wrong}` : '';
  };
  return { card, damm, field, money, number, shown };
})();
