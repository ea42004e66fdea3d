//! The sheet that all villages share.

use super::article::{Printing, announcement, names_note};
use super::fit::{Fit, Reach};
use super::settings::{AnswerDays, FormSettings, Mode};
use super::typography::bind;
use super::{Plan, sheet, wording};
use office::model::{Form, Run};

impl Plan<'_> {
    /// The edition's sheet at a step of fitting.
    pub fn edition_sheet(&self, fit: &Fit) -> sheet::Edition {
        let settings = self.settings;
        let regency = &settings.regency;
        let full_texts = regency.full_texts.as_str();
        let (agenda, agenda_note) = self.week_by_day(fit.detail);
        let words = fit.words(Reach::Shared, false);
        let printing = Printing { words, is_kept: false, names: fit.names, ..Printing::whole(None, full_texts) };
        let announcements: Vec<_> = self
            .shared()
            .into_iter()
            .map(|one| announcement(one, Printing { number: self.attachment_number(None, one), ..printing }))
            .collect();
        let publisher = [regency.government.clone(), regency.secretariat.clone()];
        let second = settings.second_letterhead.as_ref().map(|second| second.lines.as_slice());
        sheet::Edition {
            id: self.edition.to_string(),
            label: self.edition.label(),
            week: bind(&wording::week(self.edition)),
            compiled: bind(&wording::compiled(self.edition, settings.edition.compiled, regency.zone)),
            notice: wording::NOTICE.to_owned(),
            title: regency.bulletin.clone(),
            tagline: regency.tagline.clone(),
            government: regency.government.clone(),
            letterhead: self.letterhead(&publisher, sheet::EMBLEM),
            second_letterhead: second.map(|lines| self.letterhead(lines, sheet::SECOND_EMBLEM)),
            publishers: second.map(|lines| format!("Diterbitkan oleh {} bersama {}.", regency.government, lines.join(", "))),
            office: regency.office.clone(),
            village_kinds: self.village_kinds(" atau "),
            address: bind(&regency.address),
            phone: regency.phone.clone(),
            inspectorate: bind(&regency.inspectorate),
            zone: regency.zone.to_string(),
            paper: settings.edition.paper.sheet(),
            mode: settings.edition.mode,
            duplex: duplex(settings.edition.mode, settings.forms.back),
            space: fit.space,
            color: settings.edition.masthead_color.as_ref().map(ToString::to_string),
            leaders: settings.leaders.iter().map(|leader| leader.office.clone()).collect(),
            answer_days: answer_times(&settings.answer_days),
            form_back: settings.forms.back,
            own_forms: own_forms(&settings.forms),
            activity_deadline: bind(&format!("paling lambat {} hari sebelum acara", settings.forms.activity_days)),
            kept: bind(&settings.forms.kept),
            agenda,
            agenda_note,
            speeches: self.speeches(fit),
            announcements_note: names_note(fit, &announcements, full_texts),
            announcements,
            numbers: settings.numbers.clone(),
            take_down: bind(&wording::take_down(self.edition)),
        }
    }

    /// A publisher's lines, with the emblem where the office folder holds it.
    fn letterhead(&self, lines: &[String], emblem: &str) -> sheet::Letterhead {
        let has_emblem = self.week.pictures.iter().any(|(path, _)| path == emblem);
        let alt = || format!("Lambang {}", lines.first().map_or("", String::as_str));
        sheet::Letterhead {
            lines: lines.iter().map(|line| line.to_uppercase()).collect(),
            emblem: has_emblem.then(|| sheet::Emblem { path: emblem.to_owned(), alt: alt() }),
        }
    }
}

/// Advice on printing on both sides: what is read in the hand, and forms that have a back.
fn duplex(mode: Mode, form_back: bool) -> Vec<Run> {
    let forms = form_back.then(|| Run::plain(" Formulir: bolak-balik, balik pada sisi panjang."));
    let read = match mode {
        Mode::Booklet => vec![
            Run::plain("Buletin: "),
            Run { bold: true, ..Run::plain("bolak-balik, balik pada sisi pendek") },
            Run::plain(", lalu lipat di tengah."),
        ],
        Mode::Normal | Mode::Economy | Mode::LargePrint => vec![Run::plain("Buletin dan lembar sambutan bolak-balik bila bisa.")],
    };
    read.into_iter().chain(forms).collect()
}

/// The office's own forms of which villages get some.
fn own_forms(forms: &FormSettings) -> Vec<sheet::OwnForm> {
    let issued = forms.own.iter().filter(|own| own.count > 0);
    let told = issued.map(|own| {
        let form = Form::Own(own.letters);
        sheet::OwnForm {
            name: form.name().to_owned(),
            title: bind(&own.title),
            layout: own.layout.clone(),
            prefix: form.prefix().to_owned(),
        }
    });
    told.collect()
}

fn answer_times(days: &AnswerDays) -> sheet::AnswerTimes {
    let workdays = |count: u32| format!("{count}\u{a0}hari\u{a0}kerja");
    sheet::AnswerTimes {
        forward: workdays(days.forward),
        information: workdays(days.information),
        plain: workdays(days.plain),
        field: workdays(days.field),
        information_name: days.information_name.clone(),
        plain_name: days.plain_name.clone(),
        field_name: days.field_name.clone(),
    }
}
