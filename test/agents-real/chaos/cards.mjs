/** The cards of decisions as they hang on the phone now, oldest first. */
export function cardsOn(phone) {
  return phone.user.messages().flatMap((message) => {
    const { text, from, message_id, reply_markup } = message;
    if (from?.is_bot !== true || text === undefined) return [];
    const buttons = (reply_markup?.inline_keyboard ?? [])
      .flat()
      .filter(({ callback_data }) => callback_data?.startsWith('d:'));
    const isOpen = buttons.length > 0;
    if (!isOpen && !/^(?:🔐|📋|❓)/u.test(text)) return [];
    const end = text.split('\n').findLast((line) => /^(?:✅|🚫|↪️|⌛)/u.test(line)) ?? null;
    const names = [...new Set(text.match(/\bf\d+z\b/g))];
    return [{ message: message_id, text, names, buttons, isOpen, end: isOpen ? null : end }];
  });
}

/** What a button does to its prompt; null: nothing. */
export function toneOf({ callback_data: data, style, text }) {
  if (!/:\d+$/.test(data)) return null;
  if (style === 'success') return 'allow';
  if (style === 'danger') return 'deny';
  return /always|session|don['’]t ask|auto mode|edits/i.test(text) ? 'always' : 'plain';
}
