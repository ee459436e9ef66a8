//! Copies that no cache knows, as `makeFreshCopy` of `bench/artifacts/files.ts` makes them: a new file, and for WebAssembly new
//! bytes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use engines::{Error, Result};

/// A copy, removed when it is dropped.
pub struct FreshCopy(pub PathBuf);

impl FreshCopy {
    pub fn of(original: &Path, folder: &Path) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nonce = format!("{}.{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let name = original.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.join(format!("copy-{nonce}-{name}"));
        let written = if original.extension() == Some(OsStr::new("wasm")) {
            std::fs::read(original).and_then(|bytes| std::fs::write(&path, with_nonce(bytes, &nonce)))
        } else {
            std::fs::copy(original, &path).map(drop)
        };
        written.map_err(|why| Error::because(original.display(), why))?;
        Ok(Self(path))
    }
}

impl Drop for FreshCopy {
    fn drop(&mut self) {
        // The parent removes the whole folder at the end.
        let _ = std::fs::remove_file(&self.0);
    }
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

    #[test]
    fn copies_differ_from_each_other_and_are_removed() {
        let folder = std::env::temp_dir();
        let original = folder.join(format!("original-{}.wasm", std::process::id()));
        std::fs::write(&original, b"\0asm\x01\0\0\0").unwrap();
        let copies: Vec<FreshCopy> = (0..2).map(|_| FreshCopy::of(&original, &folder).unwrap()).collect();
        let bytes: Vec<Vec<u8>> = copies.iter().map(|copy| std::fs::read(&copy.0).unwrap()).collect();
        assert_ne!(bytes[0], bytes[1]);
        assert!(bytes.iter().all(|bytes| bytes.starts_with(b"\0asm\x01\0\0\0\0")));
        let path = copies[0].0.clone();
        drop(copies);
        assert!(!path.exists());
        std::fs::remove_file(original).unwrap();
    }
}
