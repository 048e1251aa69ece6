"""Posters for the demonstration content, drawn by code: no photographs, no fonts, no chance.

A poster is drawn in units of a sheet of 1600 × 1000, twice as large as it is wanted, and then
made smaller, which gives clean edges. The same name and palette always give the same picture.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from . import motifs, places
from .sheet import PALETTES, WIDTH, Palette, Sheet


@dataclass(frozen=True)
class Motif:
    """What is drawn, and what is to be seen then, in the languages of the demonstration."""

    draw: Callable[[Sheet, Palette], None]
    pl: str
    en: str
    uk: str
    de: str

    @property
    def alts(self) -> dict[str, str]:
        """What is to be seen, by language."""
        return {"pl": self.pl, "en": self.en, "uk": self.uk, "de": self.de}


MOTIFS: dict[str, Motif] = {
    "forum": Motif(
        motifs.forum,
        "Okrągły stół widziany z góry, podzielony na dwie barwy, i linie łączące siedzących wokół",
        "A round table seen from above, half in each of two colours, and lines between the people around it",
        "Круглий стіл, видимий згори, поділений на два кольори, і лінії між тими, хто сидить довкола",
        "Ein runder Tisch von oben, halb in jeder von zwei Farben, und Linien zwischen denen, die daran sitzen",
    ),
    "bridge": Motif(
        motifs.bridge,
        "Most wiszący o dwóch bramach, jedzie po nim tramwaj, za nim zachodzi słońce",
        "A suspension bridge with two gates, a tram on it and the sun setting behind",
        "Підвісний міст із двома брамами, по ньому їде трамвай, а за ним заходить сонце",
        "Eine Hängebrücke mit zwei Toren, darauf eine Straßenbahn, dahinter die untergehende Sonne",
    ),
    "bridge-night": Motif(
        places.bridge_night,
        "Oświetlony most nocą; lampy odbijają się w wodzie",
        "A lit bridge at night, its lamps mirrored in the water",
        "Освітлений міст уночі; ліхтарі відбиваються у воді",
        "Eine beleuchtete Brücke bei Nacht, ihre Lampen spiegeln sich im Wasser",
    ),
    "arches": Motif(
        places.arches,
        "Trzy rzędy łuków mostu, jeden za drugim, nad wodą w kolorowe pasy",
        "Three rows of bridge arches, one behind another, above water in coloured stripes",
        "Три ряди арок мосту, один за одним, над водою в кольорових смугах",
        "Drei Reihen von Brückenbögen hintereinander, darunter Wasser in bunten Streifen",
    ),
    "arcade": Motif(
        places.arcade,
        "Podcienia coraz mniejsze ku środkowi, a w świetle na końcu stoi ktoś",
        "An arcade that grows smaller towards the middle, with somebody standing in the light at its end",
        "Аркада, що меншає до середини, а у світлі в її кінці хтось стоїть",
        "Ein Laubengang, der zur Mitte hin kleiner wird; im Licht am Ende steht jemand",
    ),
    "tram": Motif(
        places.tram_line,
        "Tramwaj przed rzędem kamienic, w oknach pasażerowie",
        "A tram in front of a row of houses, passengers in its windows",
        "Трамвай перед рядом будинків, у вікнах пасажири",
        "Eine Straßenbahn vor einer Häuserzeile, in den Fenstern Fahrgäste",
    ),
    "city": Motif(
        places.city,
        "Ulice i kwartały domów z góry, między nimi linia z przystankami",
        "Streets and blocks of houses from above, and a line with stops between them",
        "Вулиці та квартали згори, а між ними лінія із зупинками",
        "Straßen und Häuserblöcke von oben, dazwischen eine Linie mit Haltestellen",
    ),
    "river": Motif(
        places.river,
        "Rzeka wije się między polami, płynie nią papierowa łódka",
        "A river winding between fields, with a paper boat on it",
        "Річка в’ється між полями, нею пливе паперовий кораблик",
        "Ein Fluss windet sich zwischen Feldern, darauf ein Papierschiff",
    ),
    "rooftops": Motif(
        places.rooftops,
        "Dachy i kominy jeden przy drugim, na dachu kot, nad nim księżyc",
        "Roofs and chimneys side by side, a cat on one of them, the moon above",
        "Дахи й димарі один біля одного, на даху кіт, над ним місяць",
        "Dächer und Schornsteine dicht an dicht, auf einem Dach eine Katze, darüber der Mond",
    ),
    "garden": Motif(
        places.garden,
        "Wysokie kwiaty i trawy wyrastają ze szczelin chodnika",
        "Tall flowers and grasses growing from the joints of a pavement",
        "Високі квіти й трави виростають зі щілин тротуару",
        "Hohe Blumen und Gräser wachsen aus den Fugen eines Gehwegs",
    ),
    "mountains": Motif(
        places.mountains,
        "Pasma gór jedno za drugim i dom, w którym pali się światło",
        "Ridges of mountains one behind another, and a house with a light in it",
        "Гірські пасма одне за одним і дім, у якому світиться",
        "Bergketten hintereinander und ein Haus, in dem Licht brennt",
    ),
    "platform": Motif(
        places.platform,
        "Peron: tory zbiegają się na horyzoncie, pod zegarem ktoś czeka z walizką",
        "A platform: tracks meet at the horizon, somebody waits with a suitcase by the clock",
        "Перон: колії сходяться на обрії, під годинником хтось чекає з валізою",
        "Ein Bahnsteig: Die Gleise laufen am Horizont zusammen, bei der Uhr wartet jemand mit Koffer",
    ),
    "timetable": Motif(
        places.timetable,
        "Tablica odjazdów z rzędami kolorowych znaków i duża strzałka",
        "A board of departures with rows of coloured signs, and a large arrow",
        "Табло відправлень із рядами кольорових знаків і велика стрілка",
        "Eine Abfahrtstafel mit Reihen bunter Zeichen und ein großer Pfeil",
    ),
    "globe": Motif(
        places.globe,
        "Globus z południkami, wbite w niego chorągiewki",
        "A globe with its meridians and small flags stuck into it",
        "Глобус із меридіанами, у нього встромлено прапорці",
        "Ein Globus mit Meridianen, in dem kleine Fahnen stecken",
    ),
    "curtain": Motif(
        places.curtain,
        "Scena: rozsunięta kurtyna i krzesło w snopie światła",
        "A stage: drawn curtains and a chair in a cone of light",
        "Сцена: розсунута завіса й стілець у снопі світла",
        "Eine Bühne: ein geöffneter Vorhang und ein Stuhl im Lichtkegel",
    ),
    "suitcase": Motif(
        motifs.suitcase,
        "Walizka oklejona nalepkami z podróży",
        "A suitcase covered in stickers from journeys",
        "Валіза, обклеєна наліпками з подорожей",
        "Ein Koffer voller Aufkleber von Reisen",
    ),
    "residency": Motif(
        motifs.residency,
        "Pokój ze sztalugą w otwartych drzwiach, za nimi słońce nad górami",
        "A room with an easel in its open doorway, and beyond it the sun over mountains",
        "Кімната з мольбертом у відчинених дверях, за ними сонце над горами",
        "Ein Zimmer mit einer Staffelei in der offenen Tür, dahinter die Sonne über Bergen",
    ),
    "window": Motif(
        motifs.window,
        "Ściana kamienicy wieczorem, w każdym oknie coś innego: lampa, roślina, czyjaś głowa",
        "The front of a house in the evening, something else in each window: a lamp, a plant, a head",
        "Стіна будинку ввечері, у кожному вікні щось інше: лампа, рослина, чиясь голова",
        "Eine Hauswand am Abend, in jedem Fenster etwas anderes: eine Lampe, eine Pflanze, ein Kopf",
    ),
    "windows-lit": Motif(
        places.windows_lit,
        "Ciemna fasada, świeci się kilka okien: ktoś czyta, ktoś tańczy, siedzi kot",
        "A dark front with a few lit windows: somebody reads, somebody dances, a cat sits",
        "Темний фасад, кілька вікон світяться: хтось читає, хтось танцює, сидить кіт",
        "Eine dunkle Fassade, einige Fenster leuchten: Jemand liest, jemand tanzt, eine Katze sitzt da",
    ),
    "network": Motif(
        motifs.network,
        "Mapa linii, które spotykają się w kolorowych punktach",
        "A map of lines that meet in coloured points",
        "Мапа ліній, які сходяться в кольорових точках",
        "Ein Plan aus Linien, die sich in bunten Punkten treffen",
    ),
    "courtyard": Motif(
        motifs.courtyard,
        "Podwórko między ścianami pełnymi okien, na nich neony: gwiazda, strzałka i fala",
        "A courtyard between walls full of windows, with neon signs: a star, an arrow and a wave",
        "Подвір’я між стінами, повними вікон, на них неони: зірка, стрілка й хвиля",
        "Ein Hof zwischen Wänden voller Fenster, daran Neonzeichen: ein Stern, ein Pfeil, eine Welle",
    ),
    "neighbours": Motif(
        motifs.neighbours,
        "Sznury z praniem rozpięte między domami",
        "Washing lines strung between houses",
        "Мотузки з білизною, натягнуті між будинками",
        "Wäscheleinen, zwischen Häusern gespannt",
    ),
    "coalition": Motif(
        motifs.coalition,
        "Wieże i domy kilku miast, zestawione w jeden widok",
        "Towers and houses of several cities put together into one view",
        "Вежі та будинки кількох міст, складені в один краєвид",
        "Türme und Häuser mehrerer Städte, zu einer Ansicht zusammengesetzt",
    ),
    "capitals": Motif(
        motifs.capitals,
        "Pięć kolumn, każda z inną głowicą, a za nimi wschodzi słońce",
        "Five columns, each with another capital, the sun rising behind them",
        "П’ять колон, кожна з іншою капітеллю, а за ними сходить сонце",
        "Fünf Säulen, jede mit einem anderen Kapitell, hinter ihnen geht die Sonne auf",
    ),
    "tandem": Motif(
        motifs.tandem,
        "Rower dla dwojga na drodze, za nim ukośne pasy",
        "A bicycle made for two on a road, slanting stripes behind it",
        "Велосипед для двох на дорозі, за ним скісні смуги",
        "Ein Fahrrad für zwei auf einer Straße, dahinter schräge Streifen",
    ),
    "news": Motif(
        motifs.news,
        "Tuba, z której rozchodzą się kolorowe fale",
        "A loud hailer with coloured waves going out from it",
        "Рупор, від якого розходяться кольорові хвилі",
        "Ein Sprachrohr, von dem bunte Wellen ausgehen",
    ),
    "neon": Motif(
        motifs.neon,
        "Neon w kształcie trzech łuków na ceglanej ścianie",
        "A neon sign of three arches on a brick wall",
        "Неон у формі трьох арок на цегляній стіні",
        "Eine Leuchtschrift aus drei Bögen an einer Ziegelwand",
    ),
}


def draw_poster(name: str, palette: int, width: int = WIDTH, height: int = 1000) -> bytes:
    """A poster as a WebP file.

    ``name`` is one of MOTIFS (KeyError for another), ``palette`` a number of any size; width
    and height are pixels.
    """
    inks = PALETTES[palette % len(PALETTES)]
    sheet = Sheet(inks.paper, width, height)
    MOTIFS[name].draw(sheet, inks)
    file = io.BytesIO()
    sheet.finished(f"{name} {palette}").save(file, "WEBP", quality=88, method=2)
    return file.getvalue()
