/** The front end's own words, by languages. */
interface Words {
  calls: string;
  deadline: string;
  download: string;
  inOtherLanguages: string;
  news: string;
  notTranslated: string;
  play: string;
  signUp: string;
  transcript: string;
}

const ENGLISH: Words = {
  calls: "Open calls",
  deadline: "Deadline:",
  download: "Download",
  inOtherLanguages: "In other languages",
  news: "News",
  notTranslated: "This page has not been translated yet.",
  play: "Play from",
  signUp: "Sign up",
  transcript: "Transcript",
};

const POLISH: Words = {
  calls: "Otwarte nabory",
  deadline: "Termin:",
  download: "Pobierz",
  inOtherLanguages: "W innych językach",
  news: "Aktualności",
  notTranslated: "Ta strona nie została jeszcze przetłumaczona.",
  play: "Odtwórz z serwisu",
  signUp: "Zapisz się",
  transcript: "Transkrypcja",
};

const UKRAINIAN: Words = {
  calls: "Відкриті конкурси",
  deadline: "Кінцевий термін:",
  download: "Завантажити",
  inOtherLanguages: "Іншими мовами",
  news: "Новини",
  notTranslated: "Цю сторінку ще не перекладено.",
  play: "Відтворити з",
  signUp: "Підписатися",
  transcript: "Розшифровка",
};

const GERMAN: Words = {
  calls: "Ausschreibungen",
  deadline: "Frist:",
  download: "Herunterladen",
  inOtherLanguages: "In anderen Sprachen",
  news: "Neuigkeiten",
  notTranslated: "Diese Seite ist noch nicht übersetzt.",
  play: "Abspielen von",
  signUp: "Anmelden",
  transcript: "Transkript",
};

const WORDS: Record<string, Words> = { en: ENGLISH, pl: POLISH, uk: UKRAINIAN, de: GERMAN };

export function wordsIn(language: string): Words {
  return WORDS[language] ?? ENGLISH;
}
