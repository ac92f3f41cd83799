// No card number and no security code: the same rules as in card_numbers.py and card_codes.py, which say why.
const Cards = (() => {
  const IBAN = /(?<![\p{L}\p{N}_])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}_])/gu;
  const DATE = /(?<![\p{Nd}-])(?:19|20)\p{Nd}\p{Nd}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\p{Nd}|3[01])(?![\p{Nd}-])/gu;
  const BETWEEN = '[ \\t./_*\\u00b7\\u2010-\\u2015\\u2212\\u200b-\\u200d\\ufeff-]{0,3}', SIGN = '[^\\p{L}\\p{N}]';
  const PLAIN = new RegExp(`(\\+ ?)?\\p{Nd}(?:${BETWEEN}\\p{Nd})+`, 'gu'), PLAIN_GAP = new RegExp(`^${BETWEEN}$`, 'u');
  const LOOSE = new RegExp(`(\\+[ (]?)?\\p{Nd}(?:${SIGN}{0,8}\\p{Nd})+`, 'gu'), GROUP = new RegExp(`(\\p{Nd}+)(${SIGN}*)`, 'gu');
  const BEGINS = /^(?:[3-6]|220[0-4]|22[3-9]|222[1-9]|2[3-6]|27[01]|2720)/;
  const PRINTED = ['4,6,5', '4,6,4', '4,4,5'];

  const BEFORE = '(?<![\\p{L}\\p{N}])', AFTER = '(?![\\p{L}\\p{N}])', GAP = `${SIGN}{0,4}`;
  const SURE = 'cvv[23]?|cvc[23]?|cvn2?', SHORT = '(?:csc|cid|cav2?)(?![-_/.]?\\p{Nd})';
  const signs = (text) => text.replace(/~/g, SIGN);
  const WORDS = signs('security~{0,2}code|card~{0,2}(?:verification|validation|security|identification)(?:~{0,2}(?:code|number|value))?|' +
    'kartenpr(?:ü|ue)f(?:nummer|ziffer)|pr(?:ü|ue)fziffer|sicherheitscode|' +
    'code~{1,2}(?:de~{1,2})?s[ée]curit[ée]|code~{1,2}de~{1,2}v[ée]rification|cryptogramme(?:~{1,2}visuel)?|pin~?code|code~{1,2}pin');
  const NAME = `(?:${SURE}|${SHORT}|${WORDS})`;
  const SMALL = signs('(?:(?:is|was|are|the|a|an|on|of|at|in|for|it|its|his|her|their|our|your|my|back|front|side|rear|card|code|number|no|' +
    'nr|value|reads|says|(?:[34]|three|four)?~?digits?|visa|mastercard|amex|' +
    'ist|war|lautet|der|die|das|dem|auf|von|vom|am|hinten|rückseite|karte|nummer|ziffer|' +
    'est|était|le|la|les|l|de|du|des|sur|au|à|dos|carte|numéro|visuel)(?!\\p{L}))');
  const DIGITS = signs('(?:\\p{Nd}(?:~{1,3}\\p{Nd}){2,3}(?!~{0,3}\\p{Nd})|\\p{Nd}{3,4}(?!\\p{Nd}))');
  const IS = '(?:is|was|as|ist|war|als|est|était)';
  const CODES = [
    new RegExp(`${BEFORE}${NAME}(?:${GAP}${SMALL}){0,6}${GAP}${DIGITS}`, 'iu'),
    new RegExp(signs(`(?<!\\p{Nd})${DIGITS}(?:~{1,4}${IS}~{1,4}|~{0,3}=~{0,3})(?:${SMALL}~{1,4}){0,4}${NAME}${AFTER}`), 'iu'),
    new RegExp(`(?<!\\p{Nd})${DIGITS}(?:[ \\t-]{0,2}(?:${SURE})${AFTER}|[ \\t]?\\([ \\t]?${NAME}[ \\t]?\\))`, 'iu'),
    new RegExp(`${BEFORE}PIN(?![-_/.]?\\p{Nd})(?:${GAP}${SMALL}){0,6}${GAP}\\p{Nd}{4}(?!\\p{Nd})`, 'u'),
  ];
  const CARD = signs('card~{0,2}(?:number|num|no|nr|code|digits|verification|validation|security)|' +
    '(?:kredit|debit|bank|zahl|ec|giro)?~?karten?~{0,2}(?:nummer|nr|no)|' +
    '(?:num[ée]ro|n°|no)~{0,2}(?:de~{1,2})?(?:la~{1,2})?carte|(?:full~{1,2})?pan|' +
    'pin~{0,2}(?:number|no|nr|nummer)|(?:card|karten)~?pin');
  const ASKS = [
    new RegExp(`${BEFORE}(?:${SURE}|csc|cid|cav2?|${WORDS}|${CARD})${AFTER}`, 'iu'),
    new RegExp(signs(`${BEFORE}(?:card|karten?|carte|pin)~{0,2}#`), 'iu'),
    new RegExp(signs("^~*(?:(?:the|your|his|her|their|customer|client|customer['’]s|client['’]s)~{1,2})?" +
      '(?:(?:credit|debit|payment|bank)~{0,2}cards?|(?:kredit|debit|bank|zahlungs|ec)~?karte|' +
      'carte~{1,2}(?:bancaire|bleue|(?:de~{1,2})?(?:cr[ée]dit|paiement))|pin)~*(?:\\([^)]*\\))?~*$'), 'iu'),
    new RegExp(signs(`${BEFORE}PIN~*$`), 'u'),
  ];
  const LONE = new RegExp(`(?<!\\p{Nd})${DIGITS}`, 'u');

  const ascii = (text) => [...text].map((letter) => {
    if (/\d/.test(letter)) return letter;
    let back = 0;
    while (back < 9 && /\p{Nd}/u.test(String.fromCodePoint(letter.codePointAt(0) - back - 1))) back++;
    return String(back);
  }).join('');
  const luhn = (digits) => [...digits].reverse().reduce((sum, digit, at) => sum + (at % 2 ? +'0246813579'[digit] : +digit), 0) % 10 === 0;
  const article = (digits) => digits.length === 13 && [...digits].reduce((sum, digit, at) => sum + digit * (at % 2 ? 3 : 1), 0) % 10 === 0;
  const fits = (digits) => digits.length >= 13 && digits.length <= 19 && luhn(digits) && new Set(digits).size > 1 && !article(digits);
  // What may still become a card number while it is typed.
  const grows = (digits) => digits.length >= 13 && digits.length <= 19 && BEGINS.test(digits) && new Set(digits).size > 1 && !article(digits);
  const letters = (found) => 'x'.repeat(found.length);
  const iban = (found) => {
    const plain = found.replace(/ /g, '');
    const digits = [...(plain.slice(4) + plain.slice(0, 4))].map((letter) => parseInt(letter, 36)).join('');
    return [...digits].reduce((rest, digit) => (rest * 10 + +digit) % 97, 0) === 1 ? letters(found) : found;
  };
  const known = (text) => text.normalize('NFKC').replace(IBAN, iban).replace(DATE, letters);

  const telephone = (plus, digits) => {
    const called = digits.replace(/^00/, '');
    return Boolean(plus || digits.startsWith('00')) && (called.length <= 13 || (called.length <= 15 && !called.startsWith('3')));
  };
  const plainly = (run, plus, good) => {
    const groups = run.match(/\p{Nd}+/gu).map(ascii);
    if (telephone(plus, groups.join(''))) return false;
    for (let from = 0; from < groups.length; from++) {
      for (let to = from + 1; to <= groups.length; to++) {
        const joined = groups.slice(from, to).join('');
        if (joined.length > 19) break;
        if (good(joined)) return true;
      }
    }
    return groups.some((group) => [15, 16].some((size) => group.length > size && (good(group.slice(0, size)) || good(group.slice(-size)))));
  };
  const grouped = (groups, from, to) => {
    const sizes = groups.slice(from, to).map((group) => group.digits.length), gaps = groups.slice(from, to - 1).map((group) => group.gap);
    const one = new Set(sizes).size === 1, same = new Set(gaps).size === 1;
    if (gaps.every((gap) => PLAIN_GAP.test(gap))) return false;
    if (PRINTED.includes(String(sizes)) || (sizes.length > 2 && sizes.slice(0, -1).every((size) => size === 4) && sizes[sizes.length - 1] <= 4)) return true;
    if (one && sizes[0] === 1) return same;
    if (one && (sizes[0] === 2 || sizes[0] === 3)) return same && [...gaps[0]].length === 1;
    return groups.length === 2 && ([...gaps[0]].length === 1 || /^[ \t\r\n\f\v\u2028\u2029]+$/.test(gaps[0]));
  };
  const loosely = (run, plus, good) => {
    const groups = [...run.matchAll(GROUP)].map((found) => ({ digits: ascii(found[1]), gap: found[2] }));
    if (telephone(plus, groups.map((group) => group.digits).join(''))) return false;
    for (let from = 0; from < groups.length; from++) {
      for (let to = from + 2; to <= groups.length; to++) {
        const joined = groups.slice(from, to).map((group) => group.digits).join('');
        if (joined.length > 19) break;
        if (BEGINS.test(joined) && good(joined) && grouped(groups, from, to)) return true;
      }
    }
    return false;
  };
  const number = (plain, good) => [...plain.matchAll(PLAIN)].some((run) => plainly(run[0], run[1], good)) ||
    [...plain.matchAll(LOOSE)].some((run) => loosely(run[0], run[1], good));

  const asks = (label) => ASKS.some((pattern) => pattern.test(label));
  // What a text seems to hold, empty when nothing. Under a label that asks for a code, bare digits are one.
  const found = (text, label) => {
    const plain = known(text);
    if (number(plain, fits)) return 'a card number';
    return CODES.some((pattern) => pattern.test(plain)) || (label && asks(label) && LONE.test(plain)) ? 'a security code' : '';
  };
  // Whether what is being typed may be kept meanwhile.
  const keeps = (text, label) => !found(text, label) && !number(known(text), grows);
  return { asks, found, keeps };
})();
