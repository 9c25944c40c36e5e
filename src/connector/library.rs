//! All connectors at hand: the built-in ones, and a user's own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use hashbrown::HashMap;

use super::Connector;
use super::builtin::FILES;
use super::load::Draft;
use super::value::Fault;
use crate::error::Error;

/// Connectors by name.
#[derive(Debug)]
pub struct Library {
    connectors: Vec<Arc<Connector>>,
    /// What stands below a user's own: the built-in ones.
    below: Option<&'static Self>,
}

static BUILTIN: LazyLock<Library> = LazyLock::new(|| {
    let drafts: Result<Vec<_>, _> = FILES.iter().map(|(name, text)| Draft::parse(name, text)).collect();
    drafts
        .and_then(|drafts| Library::of(&drafts, None))
        .unwrap_or_else(|error| panic!("a built-in connector is wrong: a test reads each of them: {error:?}"))
});

impl Library {
    /// The connectors that come with the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The built-in connectors, those of a folder (all its `*.toml` files) and those of files. They may inherit from
    /// each other. Their examples are not tried yet.
    pub fn with(folder: Option<&Path>, files: &[&Path]) -> Result<Self, Error> {
        let mut paths = folder.map(files_in).transpose()?.unwrap_or_default();
        for file in files {
            let same =
                |path: &PathBuf| path.canonicalize().is_ok_and(|a| file.canonicalize().is_ok_and(|b| a == b));
            if !paths.iter().any(same) {
                paths.push((*file).to_owned());
            }
        }
        let drafts = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        Self::of(&drafts, Some(Self::builtin()))
    }

    fn of(drafts: &[Draft], below: Option<&'static Self>) -> Result<Self, Error> {
        let mut library = Self { connectors: Vec::new(), below };
        for draft in drafts {
            library.check_unused(draft, drafts)?;
        }
        let by_id: HashMap<&str, &Draft> = drafts.iter().map(|draft| (draft.id(), draft)).collect();
        for draft in drafts {
            library.add(draft, &by_id, &mut Vec::new())?;
        }
        let place = |connector: &Arc<Connector>| drafts.iter().position(|draft| draft.id() == connector.id);
        library.connectors.sort_by_key(place);
        Ok(library)
    }

    /// Names have to be told apart.
    fn check_unused(&self, draft: &Draft, drafts: &[Draft]) -> Result<(), Error> {
        for (index, name) in draft.names().enumerate() {
            let word = name.get_ref().as_str();
            let is = |other: &toml::Spanned<String>| other.get_ref() == word;
            let of_another = |other: &Draft| !std::ptr::eq(other, draft) && other.names().any(is);
            let taken = self.find(word).is_some()
                || drafts.iter().any(of_another)
                || draft.names().take(index).any(is);
            if taken {
                let message = format!("there is another connector called `{word}`");
                return Err(draft.error(Fault::new(message, name.span()).advise("give it another name")));
            }
        }
        Ok(())
    }

    /// Adds a connector after the one that it inherits from; `heirs` are those that wait for it.
    fn add<'d>(
        &mut self,
        draft: &'d Draft,
        by_id: &HashMap<&str, &'d Draft>,
        heirs: &mut Vec<&'d str>,
    ) -> Result<(), Error> {
        if self.connectors.iter().any(|connector| connector.id == draft.id()) {
            return Ok(());
        }
        let Some(inherit) = &draft.written.inherit else {
            self.connectors.push(Arc::new(draft.finish(None)?));
            return Ok(());
        };
        let wanted = inherit.get_ref().as_str();
        heirs.push(draft.id());
        if heirs.contains(&wanted) {
            heirs.push(wanted);
            let message = format!("it inherits from itself: {}", heirs.join(" → "));
            return Err(draft.error(Fault::new(message, inherit.span())));
        }
        if let Some(parent) = by_id.get(wanted) {
            self.add(parent, by_id, heirs)?;
        }
        heirs.pop();
        let Some(parent) = self.find(wanted) else {
            let names: Vec<&str> = by_id.keys().copied().chain(self.names()).collect();
            let fault = Fault::unknown("connector", wanted, inherit.span(), names.iter().copied());
            return Err(draft.error(fault));
        };
        let connector = draft.finish(Some(parent))?;
        self.connectors.push(Arc::new(connector));
        Ok(())
    }

    /// The connector with this id or alias.
    pub fn find(&self, name: &str) -> Option<&Connector> {
        self.all().find(|connector| connector.is_called(name))
    }

    /// The connector that `name` stands for, the path of a connector file or an id or alias. The examples of a
    /// user's own are tried, so that a key rests on a file that does what it says.
    pub fn choose(&self, name: &str) -> Result<&Arc<Connector>, Error> {
        let chosen = self.named(name)?;
        if self.connectors.iter().any(|own| Arc::ptr_eq(own, chosen)) {
            chosen.check_examples()?;
        }
        Ok(chosen)
    }

    /// As [`Self::choose`], without trying the examples.
    pub fn named(&self, name: &str) -> Result<&Arc<Connector>, Error> {
        let wanted = Self::is_path(name).then(|| Path::new(name).canonicalize().ok()).flatten();
        let is = |connector: &&Arc<Connector>| match &wanted {
            Some(path) => Path::new(&connector.file.0).canonicalize().is_ok_and(|known| known == *path),
            None => connector.is_called(name),
        };
        let found = self.shelves().find(is);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.names().collect();
            Error::unknown("connector", name, names.iter().copied())
        })
    }

    /// Whether a name is the path of a connector file rather than a connector's.
    pub fn is_path(name: &str) -> bool {
        name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|extension| extension == "toml")
    }

    /// All of them, a user's own last.
    pub fn all(&self) -> impl Iterator<Item = &Connector> {
        self.shelves().map(AsRef::as_ref)
    }

    /// As [`Self::all`], to be kept.
    pub(super) fn shelves(&self) -> impl Iterator<Item = &Arc<Connector>> {
        let below = self.below.into_iter().flat_map(|below| &below.connectors);
        below.chain(&self.connectors)
    }

    /// All ids and aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all().flat_map(|connector| {
            std::iter::once(connector.id.as_str()).chain(connector.aliases.iter().map(String::as_str))
        })
    }
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let name = folder.display().to_string();
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| Error::read(&name, error))? {
        let path = entry.map_err(|error| Error::read(&name, error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Draft, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| Error::read(&name, error))?;
    Draft::parse(&name, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(files: &[&str]) -> Result<Library, Error> {
        let drafts =
            files.iter().map(|text| Draft::parse("own.toml", text)).collect::<Result<Vec<_>, _>>()?;
        Library::of(&drafts, Some(Library::builtin()))
    }

    /// The message, the advice and the text at the span of what is wrong.
    fn wrong(files: &[&str]) -> (String, String, String) {
        match load(files)
            .and_then(|library| library.connectors.iter().try_for_each(|own| own.check_examples()))
        {
            Err(Error::Settings(error)) => {
                let span = error.span.expect("what is wrong has a place");
                let at = files.last().and_then(|file| file.get(span.offset()..span.offset() + span.len()));
                let at = at.expect("the place is in the last file");
                (error.message, error.advice.unwrap_or_default(), at.to_owned())
            }
            other => panic!("{other:?}"),
        }
    }

    const HEAD: &str = "id = 'mine'\ntitle = 'Mine'\nabout = 'My own.'\n";

    fn with(rest: &str) -> String {
        format!("{HEAD}{rest}")
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_stands_with_the_nearest_word() {
        let email = |rest: &str| with(&format!("[email]\nconfidence = 'inferred'\n{rest}"));
        for (text, message, advice, at) in [
            (email("steps = [{ trm = { ws = 'js' } }]"), "there is no step `trm`", "`trim`", "trm"),
            (email("steps = [{ trim = { wz = 'js' } }]"), "the step `trim` takes no `wz`", "known: ws", "wz"),
            (email("steps = [{ trim = { ws = 'jss' } }]"), "there is no `ws` `jss`", "`js`", "'jss'"),
            (email("steps = []\nmatch = 'lke'"), "there is no operator `lke`", "`like`", "'lke'"),
            (
                email("steps = []\nstored_step = []"),
                "there is no field `stored_step`",
                "`stored_steps`",
                "stored_step",
            ),
            (
                email("steps = [{ trim = { ws = 'js' }, confidence = 'infered' }]"),
                "there is no confidence `infered`",
                "`inferred`",
                "'infered'",
            ),
            (with("inherit = 'shopfy'"), "there is no connector `shopfy`", "`shopify`", "'shopfy'"),
            (with("inherit = 'mine'"), "it inherits from itself: mine → mine", "", "'mine'"),
            (
                with("[resolve]\nkeys = ['email']"),
                "records are looked up by `email`, and there is no [email] that says how",
                "",
                "'email'",
            ),
            (with("[resolve]\non_many = 'fist'"), "there is no value `fist`", "`first`", "'fist'"),
            (
                email("steps = []\n[[example]]\nof = 'emial'\ninput = 'a'\nkey = 'a'"),
                "there is no key of this connector `emial`",
                "`email`",
                "'emial'",
            ),
            (
                email("steps = []\n[[example]]\nof = 'email'\ninput = 'A'\nkey = 'a'"),
                "this example is wrong: email `A` → `a`",
                "it gives `A`",
                "'a'",
            ),
            (
                email(
                    "steps = []\n[[example]]\nrows = [{ email = 'a' }, { email = 'A' }]\nexpect = 'collide'",
                ),
                "this example is wrong: (email `a`) and (email `A`) collide",
                "it gives split",
                "'collide'",
            ),
        ] {
            let found = wrong(&[&text]);
            assert_eq!((found.0.as_str(), found.2.as_str()), (message, at), "{text}");
            assert!(found.1.contains(advice), "{}", found.1);
        }
    }

    #[test]
    fn a_cycle_of_inheritance_is_named() {
        let file =
            |id: &str, parent: &str| format!("id = '{id}'\ntitle = 'T'\nabout = 'A'\ninherit = '{parent}'\n");
        let error = load(&[&file("a", "b"), &file("b", "c"), &file("c", "a")]).unwrap_err();
        assert_eq!(error.to_string(), "it inherits from itself: a → b → c → a");
    }

    #[test]
    fn names_are_told_apart() {
        let text = with("").replace("'mine'", "'klaviyo'");
        assert_eq!(wrong(&[&text]).0, "there is another connector called `klaviyo`");
        assert_eq!(wrong(&[HEAD, HEAD]).0, "there is another connector called `mine`");
        assert_eq!(wrong(&[&with("aliases = ['a', 'a']")]).0, "there is another connector called `a`");
        assert_eq!(wrong(&[&HEAD.replace("'mine'", "'My own'")]).0, "`My own` is no name for a connector");
    }

    #[test]
    fn a_connector_inherits_what_it_does_not_state() {
        let library =
            load(&[&with("inherit = 'shopify'\n[resolve]\nkeys = ['id', 'email']\n")]).expect("a connector");
        let find = |name| library.find(name).expect("the library has both");
        let (mine, shopify) = (find("mine"), find("shopify"));
        assert_eq!(mine.resolve.keys, ["id", "email"]);
        assert_eq!(mine.resolve.in_file, shopify.resolve.in_file);
        let key = |connector: &Connector| {
            let email = connector.identity("email").expect("it has this key");
            let outcome = email.run(" Bob@Example.com", super::super::Countries::default());
            outcome.key().map(std::borrow::Cow::into_owned)
        };
        assert!(key(mine).is_some());
        assert_eq!(key(mine), key(shopify));
    }
}
