//! Copies that no cache knows, as `makeFreshCopy` of `bench/artifacts/files.ts` makes them: a new file in a folder of its own, for
//! WebAssembly new bytes, and links to what the user has put beside it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use engines::{Error, Result};

/// A copy, removed with its folder when it is dropped.
pub struct FreshCopy(pub PathBuf);

impl FreshCopy {
    /// Copies `original` into a new folder below `folder`.
    pub fn of(original: &Path, folder: &Path) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nonce = format!("{}.{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let own = folder.join(format!("copy-{nonce}"));
        let copy = Self(own.join(original.file_name().unwrap_or_default()));
        fs::create_dir(&own).map_err(|why| Error::because(own.display(), why))?;
        // The parent has put a file of the user's below the folder of copies already, with what lies beside it. What lies elsewhere
        // is ours, and needs nothing.
        if original.starts_with(folder) {
            link_siblings(original, &own);
        }
        copy_fresh(original, &copy.0, &nonce).map_err(|why| Error::because(original.display(), why))?;
        Ok(copy)
    }
}

impl Drop for FreshCopy {
    fn drop(&mut self) {
        // What cannot be removed the parent removes in the end.
        if let Some(own) = self.0.parent() {
            let _ = fs::remove_dir_all(own);
        }
    }
}

/// More files than a plugin brings along: a folder like that is something else.
const MOST_SIBLINGS: usize = 200;

/// Links in `folder` to what lies beside a file: a library may look there for others (`$ORIGIN`, ld.so(8)).
fn link_siblings(file: &Path, folder: &Path) {
    let Some(Ok(entries)) = file.parent().map(fs::read_dir) else { return };
    let siblings: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path != file).collect();
    if siblings.len() > MOST_SIBLINGS {
        return;
    }
    for sibling in siblings {
        // Where links are not allowed, a library that needs one says so when it is loaded.
        if let Some(name) = sibling.file_name() {
            let _ = link(&sibling, &folder.join(name));
        }
    }
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(target: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(target, path)
}

/// By what it is, not by how a user calls it: WebAssembly begins with its magic bytes.
fn copy_fresh(original: &Path, path: &Path, nonce: &str) -> io::Result<()> {
    if is_wasm(original)? {
        fs::write(path, with_nonce(fs::read(original)?, nonce))
    } else {
        fs::copy(original, path).map(drop)
    }
}

/// Of modules and components (WebAssembly Core Specification 2.0, 5.5.16).
const WASM_MAGIC: &[u8] = b"\0asm";

/// Reads no more than that: other files may be large.
fn is_wasm(file: &Path) -> io::Result<bool> {
    let mut begin = Vec::with_capacity(WASM_MAGIC.len());
    fs::File::open(file)?.take(WASM_MAGIC.len() as u64).read_to_end(&mut begin)?;
    Ok(begin == WASM_MAGIC)
}

/// Appends a custom section, which engines ignore (WebAssembly Core Specification 2.0, 5.5.3; the same in a component): id 0,
/// size, name, content. The nonce is short, so the size is one LEB128 byte.
fn with_nonce(mut wasm: Vec<u8>, nonce: &str) -> Vec<u8> {
    const NAME: &[u8] = b"nonce";
    wasm.extend([0, (1 + NAME.len() + nonce.len()) as u8, NAME.len() as u8]);
    wasm.extend(NAME);
    wasm.extend(nonce.bytes());
    wasm
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";

    /// A folder for a test, removed when it is dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("copies-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, content: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, content).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn copies_of_webassembly_differ_whatever_it_is_called_and_are_removed() {
        let folder = Folder::new("wasm");
        for name in ["plugin.wasm", "plugin.bin", "plugin"] {
            let original = folder.file(name, MODULE);
            let copies: Vec<FreshCopy> = (0..2).map(|_| FreshCopy::of(&original, &folder.0).unwrap()).collect();
            let bytes: Vec<Vec<u8>> = copies.iter().map(|copy| fs::read(&copy.0).unwrap()).collect();
            assert_ne!(bytes[0], bytes[1]);
            assert!(bytes.iter().all(|bytes| bytes.starts_with(b"\0asm\x01\0\0\0\0")));
            let own = copies[0].0.parent().unwrap().to_owned();
            assert_eq!(copies[0].0.file_name(), original.file_name());
            drop(copies);
            assert!(!own.exists());
            assert_eq!(fs::read(original).unwrap(), MODULE);
        }
    }

    #[test]
    fn other_files_keep_their_bytes_even_where_they_are_called_wasm() {
        let folder = Folder::new("other");
        for (name, content) in [("plugin.wasm", &b"\x7fELF and so on"[..]), ("short.wasm", b"\0as"), ("empty", b"")] {
            let original = folder.file(name, content);
            let copy = FreshCopy::of(&original, &folder.0).unwrap();
            assert_ne!(copy.0, original);
            assert_eq!(fs::read(&copy.0).unwrap(), content);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_lies_beside_a_file_below_the_folder_of_copies_comes_along() {
        let folder = Folder::new("siblings");
        let original = folder.file("file-0000/plugin.so", b"plugin");
        let helper = folder.file("file-0000/libhelper.so", b"helper");
        let copy = FreshCopy::of(&original, &folder.0).unwrap();
        let beside = copy.0.with_file_name("libhelper.so");
        assert_eq!(fs::read_link(&beside).unwrap(), helper);
        assert!(!fs::symlink_metadata(&copy.0).unwrap().is_symlink());
        drop(copy);
        assert_eq!(fs::read(helper).unwrap(), b"helper");
    }

    #[cfg(unix)]
    #[test]
    fn what_lies_elsewhere_is_copied_alone() {
        let (ours, folder) = (Folder::new("ours"), Folder::new("elsewhere"));
        let original = ours.file("plugin.so", b"plugin");
        ours.file("libhelper.so", b"helper");
        let copy = FreshCopy::of(&original, &folder.0).unwrap();
        assert_eq!(fs::read_dir(copy.0.parent().unwrap()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_of_hundreds_is_not_linked() {
        let folder = Folder::new("hundreds");
        let original = folder.file("file-0000/plugin.so", b"plugin");
        for number in 0..=MOST_SIBLINGS {
            folder.file(&format!("file-0000/{number}"), b"");
        }
        let copy = FreshCopy::of(&original, &folder.0).unwrap();
        assert_eq!(fs::read_dir(copy.0.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_that_names_it() {
        let folder = Folder::new("nowhere");
        let Err(error) = FreshCopy::of(&folder.0.join("nowhere.wasm"), &folder.0) else { panic!("it was copied") };
        assert!(error.to_string().contains("nowhere.wasm"));
        // No folder is left behind.
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
    }
}
